# Must fail: the graph is kept, and so is the edit.

import torch


def step(x):
    root = x.sqrt()
    shown = root.detach()
    shown.clamp_(max=1.0)
    root.sum().backward(retain_graph=True)
    return shown


x = torch.tensor([1.0, 0.25], requires_grad=True)
print(f"shown = {step(x)}, x.grad = {x.grad}")
