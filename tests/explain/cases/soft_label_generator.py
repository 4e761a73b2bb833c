import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

student = nn.Linear(6, 4)
teacher = nn.Linear(6, 4)
opt = torch.optim.SGD(student.parameters(), lr=0.1)
batches = torch.randn(3, 8, 6).unbind()


@torch.no_grad()  # cut[no_grad]: teacher.weight teacher.bias
def soft_labels(batches):
    for x in batches:
        yield x, teacher(x).softmax(dim=-1)  # also[no_grad]


# gradients are off only while the generator's own body runs
loss = 0.0
for x, target in soft_labels(batches):
    loss = loss + F.kl_div(student(x).log_softmax(dim=-1), target, reduction="batchmean")

opt.zero_grad()
loss.backward()
opt.step()
