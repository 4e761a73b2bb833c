"""With w = 2 the hidden states are 1, 4 | 9, 20."""

from __future__ import annotations

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """The first window gives 1; the second 4 + 17, with 4 as a constant."""
    w = leaf(2.0)
    with Step(w=w) as step:
        h = task.train(w, [[1.0, 2.0], [1.0, 2.0]])
    value_is("the last hidden state", h, 20.0)
    step.grads_are(w=22.0)
    step.values_stay("w")
