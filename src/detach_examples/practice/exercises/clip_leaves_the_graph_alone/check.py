"""The root of 4 is 2, and is clipped; its gradient is 1 / (2 * 2)."""

from __future__ import annotations

from ...contract import Step, Task, demand, leaf, value_is


def check(task: Task) -> None:
    """The gradients are those of the roots before they were clipped."""
    x = leaf(0.25, 4.0)
    with Step(x=x) as step:
        shown = task.step(x)
    value_is("what step returns", shown, [0.5, 1.0])
    step.grads_are(x=[1.0, 0.25])
    demand(not shown.requires_grad, "what step returns holds the graph")
    step.values_stay("x")
