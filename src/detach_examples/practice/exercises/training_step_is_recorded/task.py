# Goal: validation records nothing, and training trains the encoder.
#
# The head learns. The encoder's gradient stays None.

import torch


def step(encoder, head, x, target):
    with torch.no_grad():
        before = (head * (encoder * x) - target).square().mean()
        feature = encoder * x
    loss = (head * feature - target).square().mean()
    loss.backward()
    return before


encoder = torch.tensor(2.0, requires_grad=True)
head = torch.tensor(3.0, requires_grad=True)
step(encoder, head, torch.tensor([1.0]), torch.tensor([5.0]))
print(f"encoder.grad = {encoder.grad}, head.grad = {head.grad}")
