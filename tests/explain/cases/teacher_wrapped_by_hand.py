import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

teacher = nn.Linear(6, 3)
student = nn.Linear(6, 3)
opt = torch.optim.SGD(student.parameters(), lr=0.1)
x = torch.randn(10, 6)

# a decorator without the at sign
ask = torch.no_grad()(teacher.forward)  # cut[no_grad]: teacher.weight teacher.bias
goal = ask(x).softmax(dim=-1)  # also[no_grad]
loss = F.cross_entropy(student(x), goal)

opt.zero_grad()
loss.backward()
opt.step()
