import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

gate = nn.Linear(6, 8)
level = nn.Linear(6, 1)
layer = nn.Linear(6, 8)
head = nn.Linear(8, 2)
modules = nn.ModuleList([gate, level, layer, head])
opt = torch.optim.SGD(modules.parameters(), lr=0.1)
x = torch.randn(10, 6)
y = torch.randint(0, 2, (10,))

# rounding alone would give zeros; it is the cast that ends the graph
rounded = torch.sigmoid(gate(x)).round()
active = rounded.bool()  # cut[integer]: gate.weight gate.bias
steps = (4 * level(x).sigmoid()).to(torch.int32)  # cut[integer]: level.weight level.bias
h = torch.where(active, layer(x), 0.0) / (1 + steps)
loss = F.cross_entropy(head(h), y)

opt.zero_grad()
loss.backward()
opt.step()
