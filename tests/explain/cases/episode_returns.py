import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(0)

STEPS = 6
policy = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 3))
opt = torch.optim.Adam(policy.parameters(), lr=1e-2)

# the environment is plain Python: it sees actions, and its states come back
state, log_probs, rewards = np.array([0.5, -0.2]), [], []
for _ in range(STEPS):
    dist = Categorical(logits=policy(torch.tensor(state, dtype=torch.float32)))
    action = dist.sample()  # partial[rng|integer]: policy.0.weight policy.0.bias policy.2.weight policy.2.bias
    log_probs.append(dist.log_prob(action))
    state = 0.9 * state + np.array([0.1, 0.2]) * (action.item() - 1)
    rewards.append(-float(np.abs(state).sum()))

returns, total = [], 0.0
for reward in reversed(rewards):
    total = reward + 0.95 * total
    returns.insert(0, total)
returns = torch.tensor(returns)
returns = (returns - returns.mean()) / (returns.std() + 1e-6)
loss = -(torch.stack(log_probs) * returns).sum()

opt.zero_grad()
loss.backward()
opt.step()
