from contextlib import ExitStack

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Pipeline(nn.Module):
    def __init__(self, frozen_stages):
        super().__init__()
        self.frozen_stages = frozen_stages
        self.stages = nn.ModuleList([nn.Linear(6, 6) for _ in range(3)])
        self.out = nn.Linear(6, 2)

    def forward(self, x):
        for number, stage in enumerate(self.stages):
            with ExitStack() as stack:
                if number < self.frozen_stages:
                    stack.enter_context(torch.no_grad())  # cut[no_grad]: model.stages.0.weight model.stages.0.bias model.stages.1.weight model.stages.1.bias
                x = torch.tanh(stage(x))  # also[no_grad]
        return self.out(x)


model = Pipeline(frozen_stages=2)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(8, 6)
y = torch.randint(0, 2, (8,))

loss = F.cross_entropy(model(x), y)
opt.zero_grad()
loss.backward()
opt.step()
