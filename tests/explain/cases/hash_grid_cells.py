import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

RES = 8
warp = nn.Linear(2, 2)
grid = nn.Embedding(RES * RES, 4)
decoder = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
opt = torch.optim.Adam([*warp.parameters(), *grid.parameters(), *decoder.parameters()], lr=1e-2)
points = torch.rand(30, 2)
colors = torch.rand(30, 3)

warped = torch.sigmoid(warp(points))
cells = (warped * RES).long()  # cut[integer]: warp.weight warp.bias
flat = cells[:, 0] * RES + cells[:, 1]
loss = F.mse_loss(decoder(grid(flat)), colors)

opt.zero_grad()
loss.backward()
opt.step()
