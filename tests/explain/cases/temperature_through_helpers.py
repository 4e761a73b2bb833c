import math

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def soften(value, low=0.05):
    return max(low, math.log(1.0 + value))  # cut[float]: raw_temp


def contrast(a, b, temperature=0.1, margin=0.0):
    scores = F.normalize(a, dim=-1) @ F.normalize(b, dim=-1).T
    return (scores - margin) / temperature


encoder = nn.Linear(8, 6)
raw_temp = nn.Parameter(torch.tensor(-1.0))
opt = torch.optim.Adam([*encoder.parameters(), raw_temp], lr=1e-2)
x = torch.randn(10, 8)
views = x + 0.1 * torch.randn(2, 10, 8)

# a float by way of an argument, a return value and a keyword
options = {"temperature": soften(raw_temp.exp()), "margin": 0.1}
logits = contrast(encoder(views[0]), encoder(views[1]), **options)
loss = F.cross_entropy(logits, torch.arange(10))

opt.zero_grad()
loss.backward()
opt.step()
