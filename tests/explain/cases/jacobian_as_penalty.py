import torch
from torch import nn
from torch.func import jacrev

torch.manual_seed(0)

# no cut: a Jacobian that torch.func makes is differentiable itself
model = nn.Sequential(nn.Linear(3, 4), nn.Softplus(), nn.Linear(4, 2))
x = torch.randn(3)
(model(x).sum() + jacrev(model)(x).square().sum()).backward()
