import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class TwoTasks(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Linear(6, 8)
        self.task = nn.Linear(8, 3)
        self.domain = nn.Linear(8, 2)

    def forward(self, x, reverse=0.0):
        h = torch.tanh(self.trunk(x))
        # meant for the domain's share only, it takes the whole gradient
        h.register_hook(lambda grad: -reverse * grad)  # zero[hook]: model.trunk.weight model.trunk.bias
        return self.task(h), self.domain(h)


model = TwoTasks()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
x = torch.randn(14, 6)
y, d = torch.randint(0, 3, (14,)), torch.randint(0, 2, (14,))

task, domain = model(x)
loss = F.cross_entropy(task, y) + F.cross_entropy(domain, d)
opt.zero_grad()
loss.backward()
opt.step()
