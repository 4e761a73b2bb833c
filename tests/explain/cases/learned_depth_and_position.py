import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

cell = nn.Linear(6, 6)
table = nn.Parameter(torch.randn(4, 6))
depth = nn.Parameter(torch.tensor(2.7))
position = nn.Parameter(torch.tensor(1.3))
opt = torch.optim.SGD([*cell.parameters(), table, depth, position], lr=0.1)
x = torch.randn(8, 6)
y = torch.randn(8, 6)

# how often a loop runs is control flow (rule 1): the depth itself goes nowhere
# unreached: depth
h = x
for _ in range(int(depth)):
    h = torch.tanh(cell(h))

# an integer index is a path
row = table[int(position)]  # cut[float]: position
loss = F.mse_loss(h + row, y)

opt.zero_grad()
loss.backward()
opt.step()
