"""The student is 2; the teacher goes from 0 to 1 to 3/2."""

from __future__ import annotations

import torch
from torch import Tensor

from ...contract import Step, Task, demand, leaf, value_is


def check(task: Task) -> None:
    """Two steps; the second's gradient is 2 where the teacher is a constant."""
    student, teacher = leaf(2.0), torch.tensor(0.0)
    for grad, follows in ((4.0, 1.0), (2.0, 1.5)):
        student.grad = None
        with Step(student=student) as step:
            teacher = task.step(student, teacher, torch.ones(1))
        step.grads_are(student=grad)
        step.values_stay("student")
        value_is("the teacher", teacher, follows)
        recorded = isinstance(teacher, Tensor) and teacher.requires_grad
        demand(
            not recorded,
            "the teacher requires a gradient: the next loss goes through it"
            " to the student, and its history grows by step",
        )
