import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

trunk = nn.Linear(7, 10)
main_head = nn.Linear(10, 3)
rotation_head = nn.Linear(10, 4)
opt = torch.optim.SGD([p for m in (trunk, main_head, rotation_head) for p in m.parameters()], lr=0.1)
x = torch.randn(12, 7)
y = torch.randint(0, 3, (12,))
turns = torch.randint(0, 4, (12,))
weights = {"main": 1.0, "rotation": 0.0}

h = torch.relu(trunk(x))
main_loss = F.cross_entropy(main_head(h), y)
rotation_loss = F.cross_entropy(rotation_head(h), turns)
weighted = weights["rotation"] * rotation_loss  # zero[mask]: rotation_head.weight rotation_head.bias
loss = weights["main"] * main_loss + weighted

opt.zero_grad()
loss.backward()
opt.step()
