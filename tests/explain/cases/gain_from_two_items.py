import math

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

real = nn.Parameter(torch.tensor(0.6))
imag = nn.Parameter(torch.tensor(-0.4))
lift = nn.Parameter(torch.tensor(0.2))
layer = nn.Linear(5, 5)
opt = torch.optim.SGD([real, imag, lift, *layer.parameters()], lr=0.1)
x = torch.randn(8, 5)

radius = math.hypot(real.item(), imag.item())  # cut[item]: real imag
gains = [math.exp(-radius) * k for k in range(1, 4)]
gains.append(math.pow(2, lift))  # cut[float]: lift
loss = 0.0
for power, gain in enumerate(gains, start=1):
    loss = loss + (gain * layer(x) / power).tanh().pow(2).mean()

opt.zero_grad()
loss.backward()
opt.step()
