import torch
from torch import nn
from torch.autograd.functional import jacobian

torch.manual_seed(0)

# the older function hands out a Jacobian without history, unless it is asked for one
model = nn.Sequential(nn.Linear(3, 4), nn.Softplus(), nn.Linear(4, 2))
scale = nn.Parameter(torch.ones(1))
x = torch.randn(3)
slope = jacobian(model, x)  # cut[create_graph|detach]: model.0.weight model.0.bias model.2.weight
# unreached: model.2.bias
(scale * slope).square().sum().backward()
