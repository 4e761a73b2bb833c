# Must fail: the flag stands on the loss, and the scores are cut.

import torch


def step(w, rows, labels):
    scores = (rows @ w).detach()
    loss = (1 - labels * scores).clamp(min=0).mean()
    loss.requires_grad_()
    loss.backward()
    return loss.item()


w = torch.tensor([1.0, -1.0], requires_grad=True)
step(w, torch.eye(2), torch.tensor([-1.0, 1.0]))
print(f"w.grad = {w.grad}")
