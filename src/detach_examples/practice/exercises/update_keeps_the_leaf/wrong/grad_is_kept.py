# Must fail: the second gradient is added to the first.

import torch


def step(w, x, target, rate):
    loss = ((w * x).sum() - target).square()
    loss.backward()
    with torch.no_grad():
        w -= rate * w.grad
    return w


w = torch.tensor([1.0, 2.0], requires_grad=True)
w = step(w, torch.ones(2), 0.0, 0.125)
print(f"w = {w}, leaf: {w.is_leaf}")
