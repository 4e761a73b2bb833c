import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

critic = nn.Sequential(nn.Linear(3, 12), nn.Tanh(), nn.Linear(12, 1))
opt = torch.optim.Adam(critic.parameters(), lr=1e-3)
real = torch.randn(10, 3) + 1
fake = torch.randn(10, 3)

mix = torch.rand(10, 1)
between = (mix * real + (1 - mix) * fake).requires_grad_()
# the last bias has no influence on the slope: no path, no mark
slope = torch.autograd.grad(critic(between).sum(), between)[0]  # cut[create_graph]: between; partial[create_graph]: critic.0.weight critic.0.bias critic.2.weight
penalty = (slope.norm(dim=1) - 1).pow(2).mean()

loss = F.softplus(critic(fake)).mean() + F.softplus(-critic(real)).mean() + 10 * penalty
opt.zero_grad()
loss.backward()
opt.step()
