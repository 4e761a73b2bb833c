"""With the encoder 2 and the head 3 the errors are 1 and 2."""

from __future__ import annotations

import torch

from ...contract import Step, Task, demand, leaf, value_is


def check(task: Task) -> None:
    """The validation loss is a plain value, and both parts have gradients."""
    encoder, head = leaf(2.0), leaf(3.0)
    with Step(encoder=encoder, head=head) as step:
        before = task.step(
            encoder,
            head,
            torch.tensor([1.0, 2.0]),
            torch.tensor([5.0, 10.0]),
        )
    value_is("the validation loss", before, 2.5)
    recorded = getattr(before, "requires_grad", False)
    demand(
        not recorded,
        "the validation loss was recorded: it holds its graph",
    )
    demand(
        torch.is_grad_enabled(), "step leaves gradients switched off"
    )
    step.grads_are(encoder=15.0, head=10.0)
