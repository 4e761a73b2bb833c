"""With w = [1, -1] the margins of the four rows are -1, -2, 3 and 2."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """Two rows are within the hinge, by 2 and 3; each pulls with a quarter."""
    w = leaf(1.0, -1.0)
    rows = torch.tensor(
        [[1.0, 0.0], [0.0, 2.0], [3.0, 0.0], [2.0, 0.0]]
    )
    with Step(w=w) as step:
        loss = task.step(w, rows, torch.tensor([-1.0, 1.0, 1.0, 1.0]))
    step.grads_are(w=[0.25, -0.5])
    value_is("the loss", loss, 1.25)
