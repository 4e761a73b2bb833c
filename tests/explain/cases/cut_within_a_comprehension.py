import torch
from torch import nn

torch.manual_seed(0)

# one of three branches is cut in a comprehension of several lines
branches = nn.ModuleList(nn.Linear(3, 2) for _ in range(3))
x = torch.randn(4, 3)
parts = [  # cut[detach]: branches.1.weight branches.1.bias
    branch(x).detach()
    if i == 1
    else branch(x)
    for i, branch in enumerate(branches)
]
torch.stack(parts).sum(0).square().mean().backward()
