import operator

import torch
from torch import nn

torch.manual_seed(0)

# the method is called by name, by map, and by the class
a, b, c, head = nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 1)
x = torch.randn(3, 2)
u = getattr(a(x), "detach")()  # cut[detach]: a.weight a.bias
(v,) = map(torch.detach, [b(x)])  # cut[detach]: b.weight b.bias
w = operator.methodcaller("detach")(c(x))  # cut[detach]: c.weight c.bias
head(u + v + w).sum().backward()
