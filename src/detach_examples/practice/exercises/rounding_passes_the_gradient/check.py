"""The straight-through estimator: rounded forward, the identity backward."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """The gradients are the factors, whatever was rounded away."""
    w = leaf(0.4, 1.6, -2.75)
    with Step(w=w) as step:
        rounded = task.quantize(w)
        value_is("quantize(w)", rounded, [0.0, 2.0, -3.0])
        loss = (rounded * torch.tensor([3.0, 5.0, -1.0])).sum()
    step.values_stay("w")
    step.backward(loss)
    step.grads_are(loss, w=[3.0, 5.0, -1.0])
