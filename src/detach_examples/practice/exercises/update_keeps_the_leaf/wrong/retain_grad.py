# Must fail: the result gets a grad, and stays a result with a growing past.

import torch


def step(w, x, target, rate):
    loss = ((w * x).sum() - target).square()
    loss.backward()
    w = w - rate * w.grad
    w.retain_grad()
    return w


w = torch.tensor([1.0, 2.0], requires_grad=True)
w = step(w, torch.ones(2), 0.0, 0.125)
print(f"w = {w}, leaf: {w.is_leaf}")
