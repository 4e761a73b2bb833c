import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

fast = nn.Linear(5, 3)
slow = nn.Linear(5, 3)
head = nn.Linear(3, 2)
opt = torch.optim.SGD([*fast.parameters(), *head.parameters()], lr=0.1)
x = torch.randn(11, 5)
y = torch.randint(0, 2, (11,))


@torch.no_grad()
def synchronise(alpha=0.5):
    for s, f in zip(slow.parameters(), fast.parameters()):
        s.lerp_(f, alpha)  # cut[setattr]: fast.weight fast.bias


# the loss is taken with the slow weights, the optimizer holds the fast ones
synchronise()
loss = F.cross_entropy(head(torch.tanh(slow(x))), y)
opt.zero_grad()
loss.backward()
opt.step()
