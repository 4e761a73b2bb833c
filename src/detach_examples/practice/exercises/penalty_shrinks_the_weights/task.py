# Goal: the penalty pulls the weights towards zero.
#
# The loss has the right value, and w learns from the error alone.

import torch


def loss_of(w, x, target, strength):
    error = (w * x).sum() - target
    penalty = w.square().sum().item()
    return error.square() + strength * penalty


w = torch.tensor([1.0, 2.0], requires_grad=True)
loss_of(w, torch.ones(2), 3.0, 0.5).backward()
print(f"w.grad = {w.grad}")
