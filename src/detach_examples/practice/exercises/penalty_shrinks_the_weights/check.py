"""With w = [1, 2] and the target 1 the error is 2."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """The error gives 4 to each weight; half of the penalty gives w itself."""
    w = leaf(1.0, 2.0)
    with Step(w=w) as step:
        loss = task.loss_of(w, torch.ones(2), 1.0, 0.5)
    step.backward(loss)
    value_is("the loss", loss, 6.5)
    step.grads_are(loss, w=[5.0, 6.0])
