import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

reranker = nn.Linear(6, 1)
matcher = nn.Linear(6, 1, bias=False)
reader = nn.Linear(6, 3)
opt = torch.optim.Adam([p for m in (reranker, matcher, reader) for p in m.parameters()], lr=1e-3)
documents = torch.randn(7, 6)
y = torch.tensor(1)

with torch.inference_mode():  # cut[inference_mode]: reranker.weight reranker.bias
    scores = reranker(documents).squeeze(1).tolist()  # also[inference_mode]
# an order is an integer index, in whatever language it is made
order = matcher(documents).squeeze(1).argsort(descending=True)  # cut[integer]: matcher.weight
discount = 1 / torch.arange(2.0, 9.0).log2()
weights = torch.tensor([0.5 + s * s for s in scores])

mix = weights @ documents + discount @ documents[order]
loss = F.cross_entropy(reader(mix), y)
opt.zero_grad()
loss.backward()
opt.step()
