# One way: add them up, and divide.

import torch


def mean_loss(w, pairs):
    losses = [(w * x - y) ** 2 for x, y in pairs]
    return sum(losses) / len(losses)


w = torch.tensor(1.0, requires_grad=True)
loss = mean_loss(w, [(1.0, 3.0), (2.0, 4.0)])
print(f"loss = {loss}")
