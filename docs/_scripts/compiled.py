import torch
from torch import nn

encoder, head = nn.Linear(2, 4), nn.Linear(4, 1)


@torch.compile(backend="aot_eager")
def forward(x):
    hidden = encoder(x).detach()
    return head(hidden)


forward(torch.ones(3, 2)).mean().backward()
