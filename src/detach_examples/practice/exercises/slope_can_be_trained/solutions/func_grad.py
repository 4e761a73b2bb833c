# One way: a function that computes the slope is recorded, too.

import torch


def step(w, x):
    x = x.clone().requires_grad_()
    score = (w * x * x).sum()
    slope = torch.func.grad(lambda x: (w * x * x).sum())(x)
    loss = score + slope.square().sum()
    loss.backward()
    return loss.item()


w = torch.tensor(3.0, requires_grad=True)
try:
    step(w, torch.tensor([1.0, 2.0]))
except RuntimeError as error:
    print(str(error)[:60])
print(f"w.grad = {w.grad}")
