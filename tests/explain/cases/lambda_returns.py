import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def lambda_returns(rewards, values, discount=0.9, mix=0.8):
    total, out = values[-1], []
    for reward, value in zip(reversed(rewards), reversed(values[1:])):
        total = reward + discount * ((1 - mix) * value + mix * total)
        out.append(total)
    return out[::-1]


critic = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.Adam(critic.parameters(), lr=1e-3)
states = torch.randn(8, 3)
rewards = [0.1, -0.2, 0.5, 0.0, 0.3, -0.1, 1.0]

values = critic(states).squeeze(1)
numbers = values.tolist()  # partial[tolist]: critic.0.weight critic.0.bias critic.2.weight critic.2.bias
goals = torch.tensor(lambda_returns(rewards, numbers))
loss = F.mse_loss(values[:-1], goals)

opt.zero_grad()
loss.backward()
opt.step()
