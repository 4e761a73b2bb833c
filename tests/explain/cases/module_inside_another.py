import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Probe(nn.Module):
    def __init__(self, encoder, n_out):
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(6, n_out)

    def forward(self, x):
        return self.head(self.encoder(x))


# the same encoder under three names; a switch at one of them holds for all
# frozen: encoder.0.weight encoder.0.bias
# unused: pair.1.head.weight pair.1.head.bias
encoder = nn.Sequential(nn.Linear(4, 6), nn.Tanh())
color, shape = Probe(encoder, 3), Probe(encoder, 2)
pair = nn.ModuleList([color, Probe(encoder, 5)])
shape.encoder.requires_grad_(False)
opt = torch.optim.SGD([p for p in [*color.parameters(), *shape.parameters()] if p.requires_grad], lr=0.1)
x = torch.randn(9, 4)
c, s = torch.randint(0, 3, (9,)), torch.randint(0, 2, (9,))

loss = F.cross_entropy(pair[0](x), c) + F.cross_entropy(shape(x), s)
opt.zero_grad()
loss.backward()
opt.step()
