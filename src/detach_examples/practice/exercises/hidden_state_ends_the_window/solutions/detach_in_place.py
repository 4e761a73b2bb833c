# One way: the state is cut when the window is done.

import torch


def train(w, windows):
    h = torch.zeros(())
    for window in windows:
        loss = torch.zeros(())
        for x in window:
            h = w * h + x
            loss = loss + h
        loss.backward()
        h.detach_()
    return h


w = torch.tensor(2.0, requires_grad=True)
train(w, [[1.0, 2.0]])
print(f"after one window w.grad = {w.grad}")
