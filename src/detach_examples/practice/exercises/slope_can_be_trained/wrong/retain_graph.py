# Must fail: backward runs, and the slope is a constant.

import torch


def step(w, x):
    x = x.clone().requires_grad_()
    score = (w * x * x).sum()
    (slope,) = torch.autograd.grad(score, x, retain_graph=True)
    loss = score + slope.square().sum()
    loss.backward()
    return loss.item()


w = torch.tensor(3.0, requires_grad=True)
try:
    step(w, torch.tensor([1.0, 2.0]))
except RuntimeError as error:
    print(str(error)[:60])
print(f"w.grad = {w.grad}")
