import torch
from torch import nn

torch.manual_seed(0)

# a forward function that was made from a text: its caller's line stands for it
SOURCE = "def forward(layer, x):\n    return layer(x).detach()\n"
space = {}
exec(SOURCE, space)
enc, head = nn.Linear(2, 2), nn.Linear(2, 1)
h = space["forward"](enc, torch.ones(1, 2))  # cut[detach]: enc.weight enc.bias
head(h).sum().backward()
