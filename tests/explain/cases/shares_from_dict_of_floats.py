import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

body = nn.Linear(5, 8)
heads = nn.ModuleDict({"steer": nn.Linear(8, 1), "speed": nn.Linear(8, 1)})
opt = torch.optim.Adam([*body.parameters(), *heads.parameters()], lr=1e-3)
x = torch.randn(10, 5)
targets = {"steer": torch.randn(10, 1), "speed": torch.rand(10, 1)}


def shares(losses):
    levels = {name: float(value) for name, value in losses.items()}  # partial[float]: body.weight body.bias heads.steer.weight heads.steer.bias heads.speed.weight heads.speed.bias
    total = sum(levels.values())
    return {name: level / total for name, level in levels.items()}


h = torch.relu(body(x))
losses = {name: F.mse_loss(head(h), targets[name]) for name, head in heads.items()}
share = shares(losses)
# the harder task counts for more
loss = sum(share[name] * value for name, value in losses.items())

opt.zero_grad()
loss.backward()
opt.step()
