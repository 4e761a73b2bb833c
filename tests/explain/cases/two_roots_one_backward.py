import torch
from torch import nn

torch.manual_seed(0)

# several roots and gradients of their own for them; the diagnostics are run, but
# are no root
# unreached: diagnostics.weight diagnostics.bias
body = nn.Linear(4, 5)
left, right, diagnostics = nn.Linear(5, 2), nn.Linear(5, 3), nn.Linear(5, 1)
opt = torch.optim.SGD([p for m in (body, left, right, diagnostics) for p in m.parameters()], lr=0.1)
x = torch.randn(6, 4)

h = torch.tanh(body(x))
force, torque = left(h), right(h.detach())  # partial[detach]: body.weight body.bias
drift = diagnostics(h).mean()
opt.zero_grad()
torch.autograd.backward([force, torque], [torch.randn(6, 2), torch.ones(6, 3)])
opt.step()
