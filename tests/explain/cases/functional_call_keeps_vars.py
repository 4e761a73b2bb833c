import torch
from torch import nn
import torch.nn.functional as F
from torch.func import functional_call

torch.manual_seed(0)

# no cut: keep_vars hands out the parameters themselves
net = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 1))
log_noise = nn.Parameter(torch.full((), -2.0))
opt = torch.optim.SGD([*net.parameters(), log_noise], lr=0.1)
x, y = torch.randn(10, 4), torch.randn(10, 1)

state = net.state_dict(keep_vars=True)
noisy = {k: v + log_noise.exp() * torch.randn(v.shape) for k, v in state.items()}
loss = F.mse_loss(functional_call(net, noisy, (x,)), y)

opt.zero_grad()
loss.backward()
opt.step()
