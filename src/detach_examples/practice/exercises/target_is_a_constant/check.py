"""The value is 2 and the target 3, so the gradient is twice the error, -2."""

from __future__ import annotations

import torch

from ...contract import Step, Task, demand, linear, value_is


def check(task: Task) -> None:
    """Twice: with two networks, and with one network in both places."""
    one = torch.ones(1)
    for same, reward in ((False, 1.0), (True, 2.0)):
        online = linear(2.0)
        target = online if same else linear(4.0)
        weights = {
            "online.weight": online.weight,
            "target.weight": target.weight,
        }
        wanted = {"target.weight": None, "online.weight": [[-2.0]]}
        if same:
            del weights["target.weight"], wanted["target.weight"]
        with Step(**weights) as step:
            loss = task.step(online, target, one, one, reward)
        value_is("the loss", loss, 1.0)
        step.grads_are(**wanted)
        demand(
            target.weight.requires_grad,
            "the target network was frozen for good",
        )
