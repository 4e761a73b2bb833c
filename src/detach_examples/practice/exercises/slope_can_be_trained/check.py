"""The slope is 2 * w * x, so the penalty is 4 * w ** 2 * (1 + 4)."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """With w = 3 the score gives 5, and the penalty 8 * 3 * 5."""
    w = leaf(3.0)
    with Step(w=w) as step:
        loss = task.step(w, torch.tensor([1.0, 2.0]))
    value_is("the loss", loss, 195.0)
    step.grads_are(w=125.0)
    step.values_stay("w")
