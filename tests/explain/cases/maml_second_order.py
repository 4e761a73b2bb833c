import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def mlp(x, w1, b1, w2):
    return torch.tanh(x @ w1 + b1) @ w2


# plain tensors, a learned rate per tensor, two inner steps with their graph: no cut
w1 = torch.randn(2, 6, requires_grad=True)
b1 = torch.zeros(6, requires_grad=True)
w2 = torch.randn(6, 1, requires_grad=True)
rates = torch.full((3,), 0.05, requires_grad=True)
opt = torch.optim.SGD([w1, b1, w2, rates], lr=0.01)
x, x_query = torch.randn(2, 12, 2)
y, y_query = x.prod(1, keepdim=True), x_query.prod(1, keepdim=True)

fast = [w1, b1, w2]
for _ in range(2):
    inner = F.mse_loss(mlp(x, *fast), y)
    grads = torch.autograd.grad(inner, fast, create_graph=True)
    fast = [p - rate * g for p, rate, g in zip(fast, rates, grads)]
loss = F.mse_loss(mlp(x_query, *fast), y_query)

opt.zero_grad()
loss.backward()
opt.step()
