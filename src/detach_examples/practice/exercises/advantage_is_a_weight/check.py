"""The advantages are 2 and -1."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """The actor gets minus half the advantage; the critic minus the advantage."""
    log_prob, value = leaf(-1.0, -4.0), leaf(1.0, 3.0)
    with Step(log_prob=log_prob, value=value) as step:
        loss = task.loss_of(log_prob, value, torch.tensor([3.0, 2.0]))
    step.backward(loss)
    value_is("the loss", loss, 1.5)
    step.grads_are(loss, log_prob=[-1.0, 0.5], value=[-2.0, 1.0])
