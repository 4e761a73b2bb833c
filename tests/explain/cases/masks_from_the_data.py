import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: every mask and index comes from the data, none from a parameter
a, b, c = nn.Linear(4, 6), nn.Linear(4, 6), nn.Linear(4, 6)
missing = nn.Parameter(torch.zeros(6))
default = nn.Parameter(torch.tensor(0.3))
head = nn.Linear(6, 2)
modules = nn.ModuleList([a, b, c, head])
opt = torch.optim.SGD([*modules.parameters(), missing, default], lr=0.1)
x = torch.randn(10, 4)
order = x[:, 0].argsort()
day = x[:, 1:2] > 0
y = torch.randint(0, 2, (10,))

h = torch.where(day, a(x), b(x)) + torch.where(x[:, 2:3] > 0, c(x), missing)
h = h.masked_fill(torch.rand(10, 6) > 0.8, 0.0)
h = h.masked_scatter(x[:, 3:] > 0.5, c(x)[order])
pooled = torch.zeros(10, 6).index_put((order,), h, accumulate=True)
pooled = pooled.scatter_add(0, order[:, None].expand(-1, 6), h.flip(0))
pooled = pooled.index_fill(1, torch.tensor([5]), 0.0) + default
pooled = torch.where(pooled.isnan(), 0.0, pooled)
loss = F.cross_entropy(head(pooled.take_along_dim(order[:, None], dim=0)), y)

opt.zero_grad()
loss.backward()
opt.step()
