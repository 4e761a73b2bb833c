# One way: a function that says its own gradient.

import torch


class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w):
        return w.round()

    @staticmethod
    def backward(ctx, grad):
        return grad


def quantize(w):
    return Round.apply(w)


w = torch.tensor([0.4, 1.6], requires_grad=True)
scale = torch.tensor([3.0, 5.0])
(quantize(w) * scale).sum().backward()
print(f"w.grad = {w.grad}")
