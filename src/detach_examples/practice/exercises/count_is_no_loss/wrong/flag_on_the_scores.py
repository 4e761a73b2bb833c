# Must fail: a comparison ends the history, whatever was flagged before it.

import torch


def step(w, rows, labels):
    scores = (rows @ w).requires_grad_()
    loss = (labels * scores < 0).float().mean()
    loss.requires_grad_()
    loss.backward()
    return loss.item()


w = torch.tensor([1.0, -1.0], requires_grad=True)
step(w, torch.eye(2), torch.tensor([-1.0, 1.0]))
print(f"w.grad = {w.grad}")
