# Must fail: one factor of the square is a constant: half of the pull is lost.

import torch


def loss_of(w, x, target, strength):
    error = (w * x).sum() - target
    penalty = (w * w.detach()).sum()
    return error.square() + strength * penalty


w = torch.tensor([1.0, 2.0], requires_grad=True)
loss_of(w, torch.ones(2), 3.0, 0.5).backward()
print(f"w.grad = {w.grad}")
