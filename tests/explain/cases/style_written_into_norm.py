import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

content = nn.Linear(6, 8)
scale_net = nn.Linear(4, 8)
shift_net = nn.Linear(4, 8)
norm = nn.LayerNorm(8)
decoder = nn.Linear(8, 6)
modules = nn.ModuleList([content, scale_net, shift_net, norm, decoder])
opt = torch.optim.Adam(modules.parameters(), lr=1e-3)
x = torch.randn(10, 6)
style = torch.randn(4)
target = torch.randn(10, 6)

scale, shift = 1 + scale_net(style), shift_net(style)
norm.weight.data = scale  # cut[setattr]: scale_net.weight scale_net.bias
with torch.no_grad():
    norm.bias.copy_(shift)  # cut[setattr]: shift_net.weight shift_net.bias

loss = F.mse_loss(decoder(torch.relu(norm(content(x)))), target)
opt.zero_grad()
loss.backward()
opt.step()
