# Must fail: now the actor learns nothing, and the critic is still pushed twice.

import torch


def loss_of(log_prob, value, reward):
    advantage = reward - value
    actor = -(log_prob.detach() * advantage).mean()
    critic = advantage.square().mean()
    return actor + critic


log_prob = torch.tensor([-1.0, -4.0], requires_grad=True)
value = torch.tensor([1.0, 3.0], requires_grad=True)
loss_of(log_prob, value, torch.tensor([3.0, 2.0])).backward()
print(f"value.grad = {value.grad}, log_prob.grad = {log_prob.grad}")
