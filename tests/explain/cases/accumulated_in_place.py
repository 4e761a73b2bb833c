import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: buffers that are filled, added to and divided in place are in the graph
cells = nn.ModuleList([nn.Linear(5, 6) for _ in range(3)])
gain = nn.Parameter(torch.tensor(1.5))
start = nn.Parameter(torch.zeros(6))
head = nn.Linear(6, 2)
opt = torch.optim.SGD([*cells.parameters(), gain, start, *head.parameters()], lr=0.1)
x = torch.randn(3, 8, 5)
y = torch.randint(0, 2, (8,))

history = torch.zeros(4, 8, 6)
history[0].copy_(start.expand(8, 6))
total = torch.zeros(8, 6)
for t, cell in enumerate(cells):
    total += cell(x[t])
    total[:, ::2] += gain
    history[t + 1] = 0.5 * total
view = history.view(4, -1)
view[1:].add_(0.5).div_(2)
level = total.detach().mul(2).abs_().max().item()
loss = F.cross_entropy(head(history.cumsum(dim=0)[-1].tanh_()), y)

opt.zero_grad()
loss.backward()
opt.step()
