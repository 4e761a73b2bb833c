import torch
from torch import nn
from torch.func import functional_call

torch.manual_seed(0)

actor = nn.Linear(4, 2)
log_std = nn.Parameter(torch.full((2,), -0.5))
critic = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 1))
log_alpha = nn.Parameter(torch.tensor(-1.0))
opt = torch.optim.Adam([*actor.parameters(), log_std, log_alpha], lr=1e-3)
states = torch.randn(16, 4)

dist = torch.distributions.Normal(actor(states), log_std.exp())
raw = dist.rsample()
action = raw.tanh()
log_prob = (dist.log_prob(raw) - (1 - action**2 + 1e-6).log()).sum(dim=-1, keepdim=True)

weights = {name: p.detach() for name, p in critic.named_parameters()}  # cut[detach]: critic.0.weight critic.0.bias critic.2.weight critic.2.bias
q = functional_call(critic, weights, torch.cat([states, action], dim=-1))
alpha = log_alpha.exp().detach()  # partial[detach]: log_alpha
actor_loss = (alpha * log_prob - q).mean()
surplus = log_prob.detach() + 2.0  # partial[detach]: actor.weight actor.bias log_std
alpha_loss = -(log_alpha * surplus).mean()

loss = actor_loss + alpha_loss
opt.zero_grad()
loss.backward()
opt.step()
