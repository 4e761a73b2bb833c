# One way: the product of w with itself is a tensor, too.

import torch


def loss_of(w, x, target, strength):
    error = (w * x).sum() - target
    penalty = torch.dot(w, w)
    return error.square() + strength * penalty


w = torch.tensor([1.0, 2.0], requires_grad=True)
loss_of(w, torch.ones(2), 3.0, 0.5).backward()
print(f"w.grad = {w.grad}")
