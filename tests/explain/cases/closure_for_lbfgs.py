import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: backward is called inside a closure, which the optimizer calls
model = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 1))
log_noise = torch.zeros((), requires_grad=True)
opt = torch.optim.LBFGS([*model.parameters(), log_noise], lr=0.1, max_iter=3)
x, y = torch.randn(2, 15, 3).unbind()
y = y.sum(dim=1, keepdim=True)
trail = []


def closure():
    opt.zero_grad()
    residual = (model(x) - y) * torch.exp(-log_noise)
    loss = 0.5 * residual.pow(2).mean() + log_noise
    trail.append(loss.item())
    loss.backward()
    return loss


opt.step(closure)
