import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

controller = nn.Linear(4, 1)
clock = nn.Linear(4, 1)
field = nn.Linear(4, 4)
opt = torch.optim.SGD([p for m in (controller, clock, field) for p in m.parameters()], lr=0.1)
state = torch.randn(6, 4)
target = torch.randn(6, 4)

# floats that are rounded, bounded and divided on the way back
raw = controller(state).abs().mean().item()  # cut[item]: controller.weight controller.bias
dt = min(0.5, max(0.05, round(raw, 2)))
horizon = abs(float(clock(state).sum())) % 1.0 + 0.5  # cut[float]: clock.weight clock.bias
for k in range(3):
    state = state + dt * horizon / (k + 1) * torch.tanh(field(state))
loss = F.mse_loss(state, target)

opt.zero_grad()
loss.backward()
opt.step()
