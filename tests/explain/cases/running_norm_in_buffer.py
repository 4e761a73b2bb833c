import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class RunningNorm(nn.Module):
    """Divides by a running mean square that the new values have entered already."""

    def __init__(self, n, momentum=0.3):
        super().__init__()
        self.momentum = momentum
        self.gain = nn.Parameter(torch.ones(n))
        self.register_buffer("square", torch.ones(n))

    def forward(self, h):
        square = h.pow(2).mean(dim=0).detach()  # partial[detach]: lower.weight lower.bias
        self.square.mul_(1 - self.momentum).add_(square, alpha=self.momentum)
        return self.gain * h / self.square.sqrt()


lower = nn.Linear(6, 8)
norm = RunningNorm(8)
upper = nn.Linear(8, 3)
opt = torch.optim.SGD([p for m in (lower, norm, upper) for p in m.parameters()], lr=0.1)
x = torch.randn(12, 6)
y = torch.randint(0, 3, (12,))

loss = F.cross_entropy(upper(norm(torch.tanh(lower(x)))), y)
opt.zero_grad()
loss.backward()
opt.step()
