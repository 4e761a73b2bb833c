# Must fail: now the target moves, and the value stays.

import torch


def step(online, target, state, next_state, reward):
    value = online(state).detach()
    wanted = reward + 0.5 * target(next_state)
    loss = (value - wanted).square().mean()
    loss.backward()
    return loss.item()


online = torch.nn.Linear(1, 1, bias=False)
target = torch.nn.Linear(1, 1, bias=False)
step(online, target, torch.ones(1), torch.ones(1), 1.0)
print(f"target.weight.grad = {target.weight.grad}")
