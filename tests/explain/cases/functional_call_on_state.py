import torch
from torch import nn
import torch.nn.functional as F
from torch.func import functional_call

torch.manual_seed(0)

net = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 6))
noise_scale = nn.Parameter(torch.tensor(0.1))
head = nn.Linear(6, 1)
opt = torch.optim.SGD([*net.parameters(), noise_scale, *head.parameters()], lr=0.1)
x, y = torch.randn(10, 4), torch.randn(10, 1)

# the values of a state are detached
state = net.state_dict()  # cut[state_dict]: net.0.weight net.0.bias net.2.weight net.2.bias
noisy = {name: value + noise_scale * torch.randn_like(value) for name, value in state.items()}
loss = F.mse_loss(head(functional_call(net, noisy, x)), y)

opt.zero_grad()
loss.backward()
opt.step()
