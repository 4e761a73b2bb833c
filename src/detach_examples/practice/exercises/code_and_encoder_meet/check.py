"""The nearest code is 2 away from z in the first coordinate."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """The code gets twice the distance; z a quarter of that, the other way."""
    z = leaf(1.0, 0.0)
    codes = torch.tensor([[3.0, 0.0], [9.0, 9.0]], requires_grad=True)
    with Step(z=z, codes=codes) as step:
        loss = task.loss_of(z, codes, 0.25)
    step.backward(loss)
    value_is("the loss", loss, 5.0)
    step.grads_are(loss, z=[-1.0, 0.0], codes=[[4.0, 0.0], [0.0, 0.0]])
