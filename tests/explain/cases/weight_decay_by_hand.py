import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

model = nn.Sequential(nn.Linear(6, 10), nn.ReLU(), nn.Linear(10, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.05)
x = torch.randn(16, 6)
y = torch.randn(16, 1)

# the penalty is part of the loss's value, but not of its gradient; biases are left out
penalty = torch.zeros(())
for p in model.parameters():
    if p.dim() > 1:
        penalty += p.data.pow(2).sum()  # partial[data]: model.0.weight model.2.weight
loss = F.mse_loss(model(x), y) + 1e-2 * penalty

opt.zero_grad()
loss.backward()
opt.step()
