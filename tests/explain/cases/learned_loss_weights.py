import math

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Weighting(nn.Module):
    """Learned task weights; the factor is a float, only the summand is recorded."""

    def __init__(self, n):
        super().__init__()
        self.log_var = nn.ParameterList([nn.Parameter(torch.tensor(0.1 * k)) for k in range(n)])

    def forward(self, losses):
        total = 0.0
        for log_var, loss in zip(self.log_var, losses):
            precision = math.exp(-log_var)  # partial[float]: weighting.log_var.0 weighting.log_var.1
            total = total + precision * loss + log_var
        return total


net = nn.Linear(5, 4)
weighting = Weighting(2)
opt = torch.optim.Adam([*net.parameters(), *weighting.parameters()], lr=1e-3)
x = torch.randn(10, 5)
value, label = torch.randn(10, 1), torch.randint(0, 3, (10,))

out = net(x)
losses = [F.mse_loss(out[:, :1], value), F.cross_entropy(out[:, 1:], label)]
loss = weighting(losses)
opt.zero_grad()
loss.backward()
opt.step()
