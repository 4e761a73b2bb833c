import torch
from torch import nn

torch.manual_seed(0)

policy = nn.Linear(4, 2)
log_std = nn.Parameter(torch.full((2,), -0.7))
value = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.Adam([*policy.parameters(), log_std], lr=1e-3)
states = torch.randn(20, 4)

std = log_std.exp().expand(20, 2)
actions = torch.normal(policy(states), std)  # zero[rng]: policy.weight policy.bias log_std
loss = -value(torch.cat([states, actions], dim=-1)).mean()

opt.zero_grad()
loss.backward()
opt.step()
