import torch
from torch import nn
import torch.nn.functional as F
from torch.nn.utils import vector_to_parameters

torch.manual_seed(0)

main = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
size = sum(p.numel() for p in main.parameters())
basis = nn.Linear(3, size)
code = nn.Parameter(torch.randn(3))
opt = torch.optim.SGD([*basis.parameters(), code], lr=0.1)
x, y = torch.randn(16, 2), torch.randn(16, 1)

# the library assigns to `.data`; the script's line is this one
vector_to_parameters(torch.tanh(basis(code)), main.parameters())  # cut[setattr]: basis.weight basis.bias code
loss = F.mse_loss(main(x), y)

opt.zero_grad()
loss.backward()
opt.step()
