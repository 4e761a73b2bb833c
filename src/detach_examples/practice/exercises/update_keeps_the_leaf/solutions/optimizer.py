# One way: an optimizer does both.

import torch


def step(w, x, target, rate):
    loss = ((w * x).sum() - target).square()
    optimizer = torch.optim.SGD([w], lr=rate)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return w


w = torch.tensor([1.0, 2.0], requires_grad=True)
w = step(w, torch.ones(2), 0.0, 0.125)
print(f"w = {w}, leaf: {w.is_leaf}")
