# Must fail: w takes part, with a gradient of zeros.

import torch


def step(w, rows, labels):
    scores = rows @ w
    loss = (labels * scores < 1).float().mean() + 0 * w.sum()
    loss.backward()
    return loss.item()


w = torch.tensor([1.0, -1.0], requires_grad=True)
step(w, torch.eye(2), torch.tensor([-1.0, 1.0]))
print(f"w.grad = {w.grad}")
