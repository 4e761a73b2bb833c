import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

meta = nn.Linear(3, 2)
inner_lr = nn.Parameter(torch.tensor(0.1))
opt = torch.optim.SGD([*meta.parameters(), inner_lr], lr=0.1)
x, x_query = torch.randn(2, 10, 3)
y, y_query = torch.randn(2, 10, 2)

# copies that know nothing of the meta weights; only the inner rate is trained
fast = [nn.Parameter(p.data.clone()) for p in meta.parameters()]  # cut[clone_data|data|deepcopy]: meta.weight meta.bias
inner = F.mse_loss(F.linear(x, *fast), y)
grads = torch.autograd.grad(inner, fast, create_graph=True)
fast = [p - inner_lr * g for p, g in zip(fast, grads)]
loss = F.mse_loss(F.linear(x_query, *fast), y_query)

opt.zero_grad()
loss.backward()
opt.step()
