import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class BinaryLinear(nn.Linear):
    def forward(self, x):
        # the scale is the mean size of the weights, and is trained
        scale = self.weight.abs().mean()
        return F.linear(x, self.weight.sign() * scale, self.bias)


# a sign on one path only gives zeros there and a gradient along the other: it flows
binary = BinaryLinear(6, 8)
hasher = nn.Linear(8, 5)
head = nn.Linear(5, 3)
opt = torch.optim.SGD([p for m in (binary, hasher, head) for p in m.parameters()], lr=0.1)
skip = nn.Linear(6, 3)
x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))

h = torch.tanh(binary(x))
codes = hasher(h.detach()).sign()  # zero[sign]: hasher.weight hasher.bias; partial[detach]: binary.weight binary.bias
loss = F.cross_entropy(head(codes) + skip(x), y) + h.pow(2).mean()

opt.zero_grad()
loss.backward()
opt.step()
