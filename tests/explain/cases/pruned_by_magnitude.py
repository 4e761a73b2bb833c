import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

first = nn.Linear(8, 10)
second = nn.Linear(10, 3)
opt = torch.optim.SGD([*first.parameters(), *second.parameters()], lr=0.1)
x = torch.randn(12, 8)
y = torch.randint(0, 3, (12,))


def pruned(layer, share):
    size = layer.weight.abs()
    bound = size.flatten().kthvalue(int(share * size.numel())).values
    mask = (size > bound).float()  # partial[integer]: first.weight second.weight
    return F.linear, layer.weight * mask, layer.bias


h = x
for layer in (first, second):
    apply, weight, bias = pruned(layer, 0.5)
    h = apply(torch.tanh(h), weight, bias)
loss = F.cross_entropy(h, y)

opt.zero_grad()
loss.backward()
opt.step()
