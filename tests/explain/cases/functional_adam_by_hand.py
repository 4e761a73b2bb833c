import torch
from torch import nn
from torch.func import functional_call, grad

torch.manual_seed(0)

# an inner optimizer without state of torch's: the step itself is differentiated, but
# its running scale is taken as a number
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
log_rate = nn.Parameter(torch.tensor(-1.0))
x, y = torch.randn(8, 3), torch.randn(8, 1)


def loss_of(params, x, y):
    return (functional_call(model, params, x) - y).square().mean()


def update(params, grads, rate):
    return {k: p - rate * grads[k] for k, p in params.items()}


params = dict(model.named_parameters())
rate = log_rate.exp().item()  # cut[item]: log_rate
params = update(params, grad(loss_of)(params, x, y), rate)
loss_of(params, x, y).backward()
