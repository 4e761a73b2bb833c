import torch
from torch import nn
import torch.nn.functional as F
from torch.func import functional_call, grad, vmap

torch.manual_seed(0)

# no cut: torch.func.grad and vmap are recorded by the outer autograd
model = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 1))
gain = nn.Parameter(torch.tensor(0.5))
opt = torch.optim.SGD([*model.parameters(), gain], lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)
params = dict(model.named_parameters())


def sample_loss(params, x, y):
    return F.mse_loss(gain * functional_call(model, params, (x,)), y)


grads = vmap(grad(sample_loss), in_dims=(None, 0, 0))(params, x, y)
norms = sum(g.flatten(1).pow(2).sum(dim=1) for g in grads.values())
largest = norms.max().item()
loss = F.mse_loss(gain * model(x), y) + 0.01 * norms.mean()

opt.zero_grad()
loss.backward()
opt.step()
