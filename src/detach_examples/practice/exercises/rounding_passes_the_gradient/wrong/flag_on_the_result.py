# Must fail: the flag is True already, and the gradient still zeros.

import torch


def quantize(w):
    return w.round().requires_grad_()


w = torch.tensor([0.4, 1.6], requires_grad=True)
scale = torch.tensor([3.0, 5.0])
(quantize(w) * scale).sum().backward()
print(f"w.grad = {w.grad}")
