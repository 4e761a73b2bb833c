from dataclasses import dataclass

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


@dataclass
class Stats:
    centre: float
    extent: float
    count: int

    @classmethod
    def of(cls, h):
        centre = h.mean().item()  # cut[item]: reference.weight reference.bias
        # the same values leave here a second time, on a path beside the first
        return cls(centre, float(h.abs().max()), len(h))  # cut[float]: reference.weight reference.bias


reference = nn.Linear(4, 1)
model = nn.Linear(4, 1)
opt = torch.optim.SGD([*reference.parameters(), *model.parameters()], lr=0.1)
x = torch.randn(20, 4)
y = torch.randn(20, 1)

stats = Stats.of(reference(x))
loss = F.mse_loss((model(x) - stats.centre) / (stats.extent + 1.0), y)
opt.zero_grad()
loss.backward()
opt.step()
