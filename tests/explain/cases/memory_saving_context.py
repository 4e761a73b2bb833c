import torch
from torch import nn

torch.manual_seed(0)

# no cut: what is saved for backward is packed and unpacked, which is nobody's business
model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
x = torch.randn(4, 3)
with torch.autograd.graph.saved_tensors_hooks(lambda t: t.to(torch.float64), lambda t: t.float()):
    loss = model(x).exp().mean()
loss.backward()
