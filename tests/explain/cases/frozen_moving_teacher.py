import copy

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: the teacher is frozen for good, and what is copied into it leaves the
# student its own gradient (rule 5: never partial)
# frozen: teacher.weight teacher.bias
student = nn.Linear(6, 4)
teacher = copy.deepcopy(student).requires_grad_(False)
opt = torch.optim.SGD(student.parameters(), lr=0.1)
x = torch.randn(10, 6)
views = x + 0.2 * torch.randn(2, 10, 6)

with torch.no_grad():
    for t, s in zip(teacher.parameters(), student.parameters()):
        t.lerp_(s, 0.1)
goal = (teacher(views[0]) / 0.5).softmax(dim=-1)
loss = F.cross_entropy(student(views[1]), goal)

opt.zero_grad()
loss.backward()
opt.step()
