import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# to be counted is not to be read; to be measured for the log is
# unused: spare.weight spare.bias
# unreached: measured.weight measured.bias
model = nn.Linear(6, 3)
spare = nn.Linear(6, 3)
measured = nn.Linear(6, 3)
everything = nn.ModuleList([model, spare, measured])
opt = torch.optim.SGD(everything.parameters(), lr=0.1, weight_decay=1e-2)
x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))

count = sum(p.numel() for p in everything.parameters() if p.requires_grad)
shapes = {name: tuple(p.shape) for name, p in everything.named_parameters()}
norms = [p.detach().norm().item() for p in measured.parameters()]

loss = F.cross_entropy(model(x), y) / (count / 63)
opt.zero_grad()
loss.backward()
opt.step()
