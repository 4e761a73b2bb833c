import statistics
from collections import deque

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: everything that leaves here goes into a log and stays there
model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
window, lines = deque(maxlen=3), []
batches = torch.randn(4, 6, 6)
targets = torch.randn(4, 6, 1)

losses = []
for x, y in zip(batches, targets):
    losses.append(F.mse_loss(model(x), y))
    window.append(losses[-1].item())
    lines.append(f"{losses[-1]:.3f} mean {statistics.mean(window):.3f}")
loss = torch.stack(losses).mean()
curve = np.array([value.item() for value in losses])
lines.append(f"spread {curve.std():.2f} of {np.log(curve).tolist()} last {loss}")
snapshot = torch.tensor([value.detach() for value in losses]).sort().values

opt.zero_grad()
loss.backward()
opt.step()
