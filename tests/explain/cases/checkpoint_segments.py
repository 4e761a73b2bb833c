import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint_sequential

torch.manual_seed(0)

body = nn.Sequential(
    nn.Linear(6, 6), nn.Tanh(),
    nn.Linear(6, 6), nn.Tanh(),
    nn.Linear(6, 6), nn.Tanh(),
)
head = nn.Linear(6, 2)
opt = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.1)
x = torch.randn(10, 6)
y = torch.randint(0, 2, (10,))

# no input requires grad; the last of the three segments runs without a checkpoint
h = checkpoint_sequential(body, 3, x, use_reentrant=True)  # cut[checkpoint]: body.0.weight body.0.bias body.2.weight body.2.bias
loss = F.cross_entropy(head(h), y)

opt.zero_grad()
loss.backward()
opt.step()
