import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Lean(torch.autograd.Function):
    """A linear layer that saves no activation, and forgets its own weights."""

    @staticmethod
    def forward(ctx, x, layer):
        ctx.layer = layer
        return layer(x)

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out @ ctx.layer.weight, None  # also[custom_function|no_grad]


fc1 = nn.Linear(6, 8)
fc2 = nn.Linear(8, 8)
fc3 = nn.Linear(8, 1)
opt = torch.optim.SGD([p for m in (fc1, fc2, fc3) for p in m.parameters()], lr=0.1)
x, y = torch.randn(12, 6), torch.randn(12, 1)

h = torch.tanh(fc1(x))
h = torch.tanh(Lean.apply(h, fc2))  # cut[custom_function|no_grad]: fc2.weight fc2.bias
loss = F.mse_loss(fc3(h), y)

opt.zero_grad()
loss.backward()
opt.step()
