import torch
from torch import nn

torch.manual_seed(0)

# rows are ordered by a score that the loss sees in no other way
score, value = nn.Linear(3, 1), nn.Linear(3, 2)
x = torch.randn(6, 3)
order = score(x).squeeze(-1).sort().indices  # cut[integer]: score.weight score.bias
rank = torch.arange(1.0, 7.0)
(value(x)[order] * rank[:, None]).square().mean().backward()
