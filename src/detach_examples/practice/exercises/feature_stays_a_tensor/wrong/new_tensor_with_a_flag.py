# Must fail: a new tensor is a new leaf, whatever its flag.

import numpy as np
import torch


def loss_of(w, b, x):
    scaled = (w * x).detach().numpy()
    feature = torch.tensor(np.log(scaled), requires_grad=True)
    return (feature + b).sum()


w = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
loss_of(w, b, torch.tensor([1.0, 4.0])).backward()
print(f"w.grad = {w.grad}, b.grad = {b.grad}")
