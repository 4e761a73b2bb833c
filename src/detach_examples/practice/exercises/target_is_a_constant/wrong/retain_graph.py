# Must fail: what is kept for a second backward changes nothing in the first.

import torch


def step(online, target, state, next_state, reward):
    value = online(state)
    wanted = reward + 0.5 * target(next_state)
    loss = (value - wanted).square().mean()
    loss.backward(retain_graph=True)
    return loss.item()


online = torch.nn.Linear(1, 1, bias=False)
target = torch.nn.Linear(1, 1, bias=False)
step(online, target, torch.ones(1), torch.ones(1), 1.0)
print(f"target.weight.grad = {target.weight.grad}")
