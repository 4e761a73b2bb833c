# Goal: the student learns; the teacher follows as a plain value.
#
# From the second step on the student's gradient is too small: it goes
# through the teacher as well.

import torch


def step(student, teacher, x):
    loss = (student * x - teacher * x).square().mean()
    loss.backward()
    teacher = 0.5 * teacher + 0.5 * student
    return teacher


student = torch.tensor(2.0, requires_grad=True)
teacher = torch.tensor(0.0)
teacher = step(student, teacher, torch.ones(1))
print(f"teacher = {teacher}, student.grad = {student.grad}")
