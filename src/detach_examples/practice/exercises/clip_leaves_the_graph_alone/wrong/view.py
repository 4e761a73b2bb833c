# Must fail: a view is the same memory.

import torch


def step(x):
    root = x.sqrt()
    shown = root.detach().view(-1)
    shown.clamp_(max=1.0)
    root.sum().backward()
    return shown


x = torch.tensor([1.0, 0.25], requires_grad=True)
print(f"shown = {step(x)}, x.grad = {x.grad}")
