import copy

import torch
from torch import nn

torch.manual_seed(0)

# a moving average that is kept with the functions on lists
student = nn.Linear(3, 2)
teacher = copy.deepcopy(student).requires_grad_(False)
# frozen: teacher.weight teacher.bias
x = torch.randn(4, 3)
with torch.no_grad():
    torch._foreach_lerp_(list(teacher.parameters()), list(student.parameters()), 0.1)
loss = (student(x) - teacher(x + 1)).square().mean()
loss.backward()
