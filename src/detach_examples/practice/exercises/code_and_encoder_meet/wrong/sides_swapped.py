# Must fail: beta weighs the wrong one.

import torch


def loss_of(z, codes, beta):
    nearest = (codes - z).square().sum(dim=1).argmin()
    code = codes[nearest]
    codebook = (code.detach() - z).square().sum()
    commitment = (z.detach() - code).square().sum()
    return codebook + beta * commitment


z = torch.tensor([1.0, 0.0], requires_grad=True)
codes = torch.tensor([[3.0, 0.0], [9.0, 9.0]], requires_grad=True)
loss_of(z, codes, 0.25).backward()
print(f"z.grad = {z.grad}, codes.grad = {codes.grad}")
