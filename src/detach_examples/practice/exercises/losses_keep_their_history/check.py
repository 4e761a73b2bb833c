"""With w = 1 both errors are -2."""

from __future__ import annotations

from ...contract import Step, Task, leaf, value_is


def check(task: Task) -> None:
    """Of two pairs and of one, the mean and its gradient are known."""
    for pairs, loss, grad in (
        ([(1.0, 3.0), (2.0, 4.0)], 4.0, -6.0),
        ([(3.0, 2.0)], 1.0, 6.0),
    ):
        w = leaf(1.0)
        with Step(w=w) as step:
            mean = task.mean_loss(w, pairs)
        step.backward(mean, "the mean")
        value_is("the mean", mean, loss)
        step.grads_are(mean, w=grad)
