import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: features are yielded one by one, logged on the way and joined again
layers = nn.ModuleList([nn.Linear(6, 6) for _ in range(3)])
gates = nn.ParameterList([nn.Parameter(torch.full((6,), 0.5 * k)) for k in range(3)])
head = nn.Linear(6, 2)
opt = torch.optim.SGD([*layers.parameters(), *gates.parameters(), *head.parameters()], lr=0.1)
norms = []


def stages(x):
    for layer in layers:
        x = x + torch.tanh(layer(x))
        yield x


def gated(x):
    for gate, h in zip(gates, stages(x)):
        norms.append(h.norm().item())
        yield torch.sigmoid(gate) * h


@torch.no_grad()
def probe(x):
    yield from (h.mean().item() for h in stages(x))


x = torch.randn(8, 6)
y = torch.randint(0, 2, (8,))
means = list(probe(x))
loss = F.cross_entropy(head(sum(gated(x))), y)
opt.zero_grad()
loss.backward()
opt.step()
