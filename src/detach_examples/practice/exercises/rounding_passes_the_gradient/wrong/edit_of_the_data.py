# Must fail: the weights themselves are rounded, and small updates are lost.

import torch


def quantize(w):
    w.data = w.data.round()
    return w


w = torch.tensor([0.4, 1.6], requires_grad=True)
scale = torch.tensor([3.0, 5.0])
(quantize(w) * scale).sum().backward()
print(f"w.grad = {w.grad}")
