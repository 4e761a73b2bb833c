import math

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

scorer = nn.Linear(6, 1, bias=False)
encoder = nn.Linear(6, 8)
head = nn.Linear(8, 3)
opt = torch.optim.Adam(
    [*scorer.parameters(), *encoder.parameters(), *head.parameters()], lr=1e-3
)
x = torch.randn(5, 6)
y = torch.tensor(2)

scores = scorer(x).squeeze(-1).tolist()  # cut[tolist]: scorer.weight
# softmax in plain Python
top = max(scores)
exps = [math.exp(s - top) for s in scores]
total = sum(exps)
pooled = sum(e / total * row for e, row in zip(exps, encoder(x)))
loss = F.cross_entropy(head(pooled), y)

opt.zero_grad()
loss.backward()
opt.step()
