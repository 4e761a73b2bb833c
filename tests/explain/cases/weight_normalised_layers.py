import torch
from torch import nn
import torch.nn.functional as F
from torch.nn.utils.parametrizations import weight_norm

torch.manual_seed(0)

# no cut: size and direction are parameters of their own
model = nn.Sequential(
    weight_norm(nn.Conv1d(2, 6, 3)),
    nn.Tanh(),
    nn.AdaptiveAvgPool1d(1),
    nn.Flatten(),
    weight_norm(nn.Linear(6, 3)),
)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
x = torch.randn(9, 2, 12)
y = torch.randint(0, 3, (9,))

loss = F.cross_entropy(model(x), y)
sizes = {n: p.detach().norm().item() for n, p in model.named_parameters() if n.endswith("original0")}
opt.zero_grad()
loss.backward()
opt.step()
