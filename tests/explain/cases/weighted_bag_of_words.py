import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

table = nn.Embedding(14, 6)
importance = nn.Embedding(14, 1)
titles = nn.EmbeddingBag(14, 6, mode="mean")
head = nn.Linear(12, 2)
modules = nn.ModuleList([table, importance, titles, head])
opt = torch.optim.SGD(modules.parameters(), lr=0.1)
words = torch.randint(0, 14, (20,))
starts = torch.tensor([0, 4, 9, 15])
y = torch.tensor([0, 1, 1, 0])

weights = importance(words).squeeze(-1).sigmoid()
body = F.embedding_bag(  # cut[detach]: importance.weight
    words,
    table.weight,
    starts,
    mode="sum",
    per_sample_weights=weights.detach(),
)
title = titles(words.view(4, 5))
loss = F.cross_entropy(head(torch.cat([body, title], dim=1)), y)

opt.zero_grad()
loss.backward()
opt.step()
