from contextlib import contextmanager

import torch
from torch import nn

torch.manual_seed(0)


@contextmanager
def frozen(module):
    for p in module.parameters():
        p.requires_grad_(False)  # cut[requires_grad_]: critic.0.weight critic.0.bias critic.2.weight critic.2.bias
    try:
        yield module
    finally:
        for p in module.parameters():
            p.requires_grad_(True)


actor = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2))
critic = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.Adam(actor.parameters(), lr=1e-3)
states = torch.randn(16, 4)

with frozen(critic):
    loss = -critic(torch.cat([states, actor(states)], dim=1)).mean()

# at the judged call the flags are on again: cut, not frozen
opt.zero_grad()
loss.backward()
opt.step()
