import torch
from torch import nn
import torch.nn.functional as F
from torch.distributions import Categorical

torch.manual_seed(0)

policy = nn.Linear(5, 4)
value = nn.Linear(5, 1)
opt = torch.optim.Adam([*policy.parameters(), *value.parameters()], lr=1e-3)
obs = torch.randn(24, 5)
returns = torch.randn(24)

# the rollout: actions and their old probabilities
with torch.no_grad():  # partial[no_grad]: policy.weight policy.bias
    rollout = Categorical(logits=policy(obs))
    actions = rollout.sample()
    old = rollout.log_prob(actions)

values = value(obs).squeeze(-1)
advantage = returns - values.detach()  # partial[detach]: value.weight value.bias
ratio = torch.exp(Categorical(logits=policy(obs)).log_prob(actions) - old)
clipped = ratio.clamp(0.8, 1.2)
policy_loss = -torch.min(ratio * advantage, clipped * advantage).mean()
loss = policy_loss + 0.5 * F.mse_loss(values, returns)

kl = (old - ratio.log()).mean().item()
opt.zero_grad()
loss.backward()
opt.step()
