# Must fail: the number comes back as a leaf without a past.

import torch


def loss_of(w, x, target, strength):
    error = (w * x).sum() - target
    number = w.square().sum().item()
    penalty = torch.tensor(number, requires_grad=True)
    return error.square() + strength * penalty


w = torch.tensor([1.0, 2.0], requires_grad=True)
loss_of(w, torch.ones(2), 3.0, 0.5).backward()
print(f"w.grad = {w.grad}")
