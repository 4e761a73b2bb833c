import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Queue:
    def __init__(self, size, dim):
        self.items, self.pointer = F.normalize(torch.randn(size, dim), dim=-1), 0

    def push(self, z):
        n = len(z)
        self.items[self.pointer:self.pointer + n] = z.detach()  # partial[detach]: encoder.weight encoder.bias
        self.pointer = (self.pointer + n) % len(self.items)


encoder = nn.Linear(6, 5)
project = nn.Linear(5, 5)
queue = Queue(12, 5)
opt = torch.optim.SGD([*encoder.parameters(), *project.parameters()], lr=0.1)
x = torch.randn(4, 6)
views = x + 0.1 * torch.randn(2, 4, 6)

z1, z2 = (F.normalize(encoder(v), dim=-1) for v in views)
queue.push(z2)
scores = project(z1) @ queue.items.T / 0.3
# row i of the queue holds the other view of sample i
loss = F.cross_entropy(scores, torch.arange(4))

opt.zero_grad()
loss.backward()
opt.step()
