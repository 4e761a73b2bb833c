import copy

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

trunk = nn.Linear(6, 8)
template = nn.Sequential(nn.LayerNorm(8), nn.Linear(8, 1))
heads = nn.ModuleList([copy.deepcopy(template) for _ in range(3)])  # cut[deepcopy]: template.0.weight template.0.bias template.1.weight template.1.bias
opt = torch.optim.Adam([*trunk.parameters(), *template.parameters()], lr=1e-3)
x = torch.randn(12, 6)
y = torch.randn(12, 3)

h = torch.tanh(trunk(x))
loss = F.mse_loss(torch.cat([head(h) for head in heads], dim=1), y)

opt.zero_grad()
loss.backward()
opt.step()
