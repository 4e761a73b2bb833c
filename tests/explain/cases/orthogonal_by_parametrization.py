import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize

torch.manual_seed(0)


class Halved(nn.Module):
    def forward(self, weight):
        return weight.detach() / 2  # cut[detach]: mix.parametrizations.weight.original


# one weight is orthogonal by construction, another is made from a cut one
turn = parametrizations.orthogonal(nn.Linear(4, 4))
mix = nn.Linear(4, 2)
parametrize.register_parametrization(mix, "weight", Halved())
x = torch.randn(3, 4)
mix(turn(x).tanh()).square().sum().backward()
