"""The logarithm of w * x has the gradient 1 / w, once for each of four values."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """The loss is the logarithm of the product, plus b for each value."""
    w, b = leaf(2.0), leaf(1.0)
    x = torch.tensor([1.0, 4.0, 0.5, 0.5])
    with Step(w=w, b=b) as step:
        loss = task.loss_of(w, b, x)
    step.backward(loss)
    value_is("the loss", loss, torch.tensor(16.0).log() + 4)
    step.grads_are(loss, w=2.0, b=4.0)
