# Goal: the value is rounded, and the gradient passes as if it were not.
#
# round has a gradient of zeros, so w never learns.

import torch


def quantize(w):
    return w.round()


w = torch.tensor([0.4, 1.6], requires_grad=True)
scale = torch.tensor([3.0, 5.0])
(quantize(w) * scale).sum().backward()
print(f"w.grad = {w.grad}")
