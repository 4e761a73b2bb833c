# Goal: return the roots, none above 1, and give x its true gradient.
#
# The clipping was meant for the returned tensor alone; backward raises.

import torch


def step(x):
    root = x.sqrt()
    shown = root.detach()
    shown.clamp_(max=1.0)
    root.sum().backward()
    return shown


x = torch.tensor([1.0, 0.25], requires_grad=True)
print(f"shown = {step(x)}, x.grad = {x.grad}")
