"""With w = 3, b = 1 the errors are 2 and 5."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """The loss is 29/2, and both gradients are the mean of twice the errors."""
    w, b = leaf(3.0), leaf(1.0)
    with Step(w=w, b=b) as step:
        loss = task.step(
            w, b, torch.tensor([1.0, 2.0]), torch.tensor([2.0, 2.0])
        )
    value_is("the loss", loss, 14.5)
    step.grads_are(w=12.0, b=7.0)
    step.values_stay("w", "b")
