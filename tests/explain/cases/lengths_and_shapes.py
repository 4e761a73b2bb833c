import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: lengths, shapes, dtypes and likes carry no value (rule 1); the pattern is
# asked for its shape alone
# unused: pattern
embed = nn.Embedding(11, 6)
pattern = nn.Parameter(torch.randn(4, 6))
head = nn.Linear(6, 2)
opt = torch.optim.SGD([*embed.parameters(), pattern, *head.parameters()], lr=0.1)
tokens = torch.randint(1, 11, (4, 7))
y = torch.randint(0, 2, (4,))

h = embed(tokens)
scale = np.sqrt(h.size(-1)) * len(h) / h.numel() ** 0.5
steps = torch.arange(h.shape[1]).to(h.dtype).view(1, -1, 1) / h.stride(0)
noise = 0.1 * torch.randn_like(pattern) + torch.zeros_like(h[:, 0])
ones = h.new_ones(len(tokens), pattern.dim())
pooled = (h * scale + steps).mean(dim=1) + noise + ones.mean()
loss = F.cross_entropy(head(pooled), y) * (pattern.numel() / 24)

opt.zero_grad()
loss.backward()
opt.step()
