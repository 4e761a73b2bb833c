import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

locator = nn.Linear(5, 2)
width_net = nn.Linear(5, 1)
model = nn.Linear(5, 4)
opt = torch.optim.SGD([*locator.parameters(), *width_net.parameters(), *model.parameters()], lr=0.1)
x = torch.randn(6, 5)
y = torch.randn(6, 4)
grid = torch.linspace(-1, 1, 4)

centre, skew = locator(x).mean(dim=0)
knots = torch.as_tensor([centre, skew])  # cut[tensor]: locator.weight locator.bias
width = x.new_tensor(width_net(x).exp())  # cut[tensor]: width_net.weight width_net.bias

window = torch.exp(-((grid - knots[0]) ** 2) / width) * (1 + knots[1] * grid)
loss = F.mse_loss(window * model(x), y)
opt.zero_grad()
loss.backward()
opt.step()
