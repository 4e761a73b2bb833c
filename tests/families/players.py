"""Networks that act: a duelling DQN and its target."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Duelling(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(4, 16), nn.Tanh())
        self.value = nn.Linear(16, 1)
        self.advantage = nn.Linear(16, 3)

    def forward(self, state: Tensor) -> Tensor:
        h = self.trunk(state)
        advantage = self.advantage(h)
        return self.value(h) + advantage - advantage.mean(1, keepdim=True)


def make_dqn() -> nn.Module:
    policy, target = Duelling(), Duelling()
    target.load_state_dict(policy.state_dict())
    return nn.ModuleDict({"policy": policy, "target": target.requires_grad_(False)})


def learn_values(model: nn.Module, double: bool = False) -> Tensor:
    state, later = torch.randn(8, 4), torch.randn(8, 4)
    action, reward = torch.randint(0, 3, (8, 1)), torch.randn(8)
    going_on = (torch.rand(8) > 0.2).float()
    if double:
        with torch.no_grad():  # here: a_double_dqn
            best = model["policy"](later).argmax(1, keepdim=True)
    else:
        best = model["target"](later).argmax(1, keepdim=True)
    with torch.no_grad():
        worth = model["target"](later).gather(1, best).squeeze(1)
        goal = reward + 0.99 * going_on * worth
    return F.smooth_l1_loss(model["policy"](state).gather(1, action).squeeze(1), goal)
