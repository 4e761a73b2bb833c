import torch
from torch import nn

torch.manual_seed(0)


def schedule(start):
    rate = start
    while True:
        yield rate
        rate = rate * 0.5


# a schedule that starts from a learned number hands out plain numbers
start = nn.Parameter(torch.tensor(0.8))
layers = nn.ModuleList(nn.Linear(3, 3) for _ in range(2))
rates = schedule(start.item())  # cut[item]: start
h = torch.randn(4, 3)
for layer, rate in zip(layers, rates):
    h = h + rate * layer(h).tanh()
h.square().mean().backward()
