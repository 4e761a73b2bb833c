# One way: two constants, taken before.

import torch


def loss_of(z, codes, beta):
    nearest = (codes - z).square().sum(dim=1).argmin()
    code = codes[nearest]
    with torch.no_grad():
        goal_of_code, goal_of_z = z.clone(), code.clone()
    codebook = (code - goal_of_code).square().sum()
    commitment = (z - goal_of_z).square().sum()
    return codebook + beta * commitment


z = torch.tensor([1.0, 0.0], requires_grad=True)
codes = torch.tensor([[3.0, 0.0], [9.0, 9.0]], requires_grad=True)
loss_of(z, codes, 0.25).backward()
print(f"z.grad = {z.grad}, codes.grad = {codes.grad}")
