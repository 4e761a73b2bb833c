import torch
from torch import nn

torch.manual_seed(0)

# no cut: both derivatives keep their graph; a constant shift of the angle is gone
# from its derivatives, so the last bias takes part and reaches nothing
# unreached: angle.2.bias
angle = nn.Sequential(nn.Linear(1, 12), nn.Tanh(), nn.Linear(12, 1))
damping = nn.Parameter(torch.tensor(0.3))
opt = torch.optim.Adam([*angle.parameters(), damping], lr=1e-3)

t = torch.linspace(0, 1, 20).unsqueeze(1).requires_grad_()
u = angle(t)
(speed,) = torch.autograd.grad(u.sum(), t, create_graph=True)
(force,) = torch.autograd.grad(speed.sum(), t, create_graph=True)
residual = force + damping * speed - torch.cos(t)
loss = residual.pow(2).mean()

opt.zero_grad()
loss.backward()
opt.step()
