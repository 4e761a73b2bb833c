import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

student = nn.Linear(7, 3)
teacher = nn.Linear(7, 3)
sharpness = nn.Parameter(torch.tensor(2.0))
opt = torch.optim.SGD([*student.parameters(), sharpness], lr=0.1)
x = torch.randn(8, 7)

before = torch.is_grad_enabled()
torch.set_grad_enabled(False)  # cut[no_grad]: teacher.weight teacher.bias; partial[no_grad]: sharpness
target = (sharpness * teacher(x)).softmax(dim=-1)  # also[no_grad]
torch.set_grad_enabled(before)

log_p = (sharpness * student(x)).log_softmax(dim=-1)
loss = -(target * log_p).sum(dim=-1).mean()

opt.zero_grad()
loss.backward()
opt.step()
