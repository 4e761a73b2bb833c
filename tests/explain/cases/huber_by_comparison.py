import torch
from torch import nn

torch.manual_seed(0)

model = nn.Linear(5, 1)
delta = nn.Parameter(torch.tensor(0.6))
opt = torch.optim.SGD([*model.parameters(), delta], lr=0.1)
x = torch.randn(20, 5)
y = 2 * torch.randn(20, 1)

# which branch an element takes depends on values, too; the branches have gradients
error = (model(x) - y).abs()
small = error < delta  # partial[integer]: model.weight model.bias delta
loss = torch.where(small, 0.5 * error**2, delta * (error - 0.5 * delta)).mean()

opt.zero_grad()
loss.backward()
opt.step()
