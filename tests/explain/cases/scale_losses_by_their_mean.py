import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

stem = nn.Conv2d(1, 4, 3, padding=1)
outs = nn.ModuleList([nn.Conv2d(4, 1, 1) for _ in range(2)])
opt = torch.optim.Adam([*stem.parameters(), *outs.parameters()], lr=1e-3)
image = torch.randn(2, 1, 8, 8)
target = torch.rand(2, 1, 8, 8)

h = torch.tanh(stem(image))
losses = [
    F.mse_loss(F.avg_pool2d(out(h), 2**k), F.avg_pool2d(target, 2**k))
    for k, out in enumerate(outs)
]
level = np.mean([value.item() for value in losses])  # partial[item]: stem.weight stem.bias outs.0.weight outs.0.bias outs.1.weight outs.1.bias
loss = (losses[0] + 2 * losses[1]) / float(level)

opt.zero_grad()
loss.backward()
opt.step()
