import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

model = nn.Sequential(nn.Linear(6, 10), nn.Tanh(), nn.Linear(10, 3))
log_radius = nn.Parameter(torch.tensor(-2.0))
opt = torch.optim.SGD([*model.parameters(), log_radius], lr=0.1)
x = torch.randn(12, 6)
y = torch.randint(0, 3, (12,))

# the direction depends on the model and on where it was taken
delta = torch.zeros_like(x, requires_grad=True)
attack = F.cross_entropy(model(x + delta), y)
slope = torch.autograd.grad(attack, delta)[0]  # cut[create_graph]: delta; partial[create_graph]: model.0.weight model.0.bias model.2.weight model.2.bias
direction = slope / slope.norm(dim=1, keepdim=True)
loss = F.cross_entropy(model(x + log_radius.exp() * direction), y)

opt.zero_grad()
loss.backward()
opt.step()
