# One way: the logarithm of a product is a sum of two.

import torch


def loss_of(w, b, x):
    feature = w.log() + x.log()
    return (feature + b).sum()


w = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
loss_of(w, b, torch.tensor([1.0, 4.0])).backward()
print(f"w.grad = {w.grad}, b.grad = {b.grad}")
