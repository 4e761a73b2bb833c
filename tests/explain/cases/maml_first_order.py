import torch
from torch import nn
import torch.nn.functional as F
from torch.func import functional_call

torch.manual_seed(0)

model = nn.Sequential(nn.Linear(1, 12), nn.Tanh(), nn.Linear(12, 1))
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
x, x_query = torch.rand(2, 10, 1) * 4 - 2
y, y_query = x.sin(), x_query.sin()

params = dict(model.named_parameters())
inner = F.mse_loss(functional_call(model, params, x), y)
grads = torch.autograd.grad(inner, list(params.values()))  # partial[create_graph]: model.0.weight model.0.bias model.2.weight model.2.bias
# the fast weights are the weights plus a constant step
fast = {name: p - 0.1 * g for (name, p), g in zip(params.items(), grads)}
loss = F.mse_loss(functional_call(model, fast, x_query), y_query)

opt.zero_grad()
loss.backward()
opt.step()
