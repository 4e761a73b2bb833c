import torch
from torch import nn
from torch.func import jvp

torch.manual_seed(0)

# no cut: forward mode within reverse mode
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1, bias=False))
x, v = torch.randn(5, 3), torch.randn(5, 3)
out, slope = jvp(model, (x,), (v,))
(out.square().mean() + slope.square().mean()).backward()
