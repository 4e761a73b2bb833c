import torch
from torch import nn

torch.manual_seed(0)

# a gradient penalty whose gradient passes a gate that was cut off
critic, gate = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1)), nn.Linear(3, 1)
x = torch.randn(5, 3, requires_grad=True)
share = torch.sigmoid(gate(x.detach())).detach()  # cut[detach]: gate.weight gate.bias; also[detach]: x
score = critic(x) * share
(slope,) = torch.autograd.grad(score.sum(), x, create_graph=True)
(score.mean() + slope.square().sum()).backward()
