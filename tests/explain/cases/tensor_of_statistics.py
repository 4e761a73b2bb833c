import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

encoder = nn.Linear(6, 5)
mixer = nn.Linear(4, 5)
head = nn.Linear(5, 2)
opt = torch.optim.SGD([p for m in (encoder, mixer, head) for p in m.parameters()], lr=0.1)
x = torch.randn(10, 6)
y = torch.randint(0, 2, (10,))

h = torch.tanh(encoder(x))
# summary statistics as one tensor, which is a new one
summary = torch.tensor([h.mean(), h.std(), h.min(), h.max()])  # partial[tensor]: encoder.weight encoder.bias
loss = F.cross_entropy(head(h * mixer(summary)), y)

opt.zero_grad()
loss.backward()
opt.step()
