# Must fail: the edit is no longer noticed, and the gradient is wrong.

import torch


def step(x):
    root = x.sqrt()
    shown = root.data
    shown.clamp_(max=1.0)
    root.sum().backward()
    return shown


x = torch.tensor([1.0, 0.25], requires_grad=True)
print(f"shown = {step(x)}, x.grad = {x.grad}")
