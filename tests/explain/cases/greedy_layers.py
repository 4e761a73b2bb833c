import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

layers = nn.ModuleList([nn.Linear(6, 12), nn.Linear(12, 12), nn.Linear(12, 12)])
heads = nn.ModuleList([nn.Linear(12, 3) for _ in layers])
opt = torch.optim.SGD([*layers.parameters(), *heads.parameters()], lr=0.1)
x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))

# every layer has a loss of its own and none of the next one's
# (rule 4: layer 0 reaches the later losses through the first pass of this line,
# layer 1 through the second; what the last pass detaches is read by nobody)
h, loss = x, 0.0
for layer, head in zip(layers, heads):
    h = torch.tanh(layer(h))
    loss = loss + F.cross_entropy(head(h), y)
    h = torch.detach(h)  # partial[detach]: layers.0.weight layers.0.bias layers.1.weight layers.1.bias

opt.zero_grad()
loss.backward()
opt.step()
