# Must fail: a leaf with a flag, and the prompt is not behind it.

import torch


def step(prompt, layer, head, target):
    hidden = layer(prompt).detach().requires_grad_()
    loss = (head * hidden - target).square().sum()
    loss.backward()
    return loss.item()


prompt = torch.tensor([3.0], requires_grad=True)
head = torch.tensor(1.0, requires_grad=True)
step(prompt, torch.nn.Linear(1, 1), head, 5.0)
print(f"prompt.grad = {prompt.grad}, head.grad = {head.grad}")
