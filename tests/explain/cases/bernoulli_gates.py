import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

gate = nn.Linear(6, 4)
experts = nn.Linear(6, 4)
head = nn.Linear(4, 2)
opt = torch.optim.SGD([p for m in (gate, experts, head) for p in m.parameters()], lr=0.1)
x = torch.randn(15, 6)
y = torch.randint(0, 2, (15,))

# bernoulli has a derivative, and it is zero
keep = torch.bernoulli(gate(x).sigmoid())  # zero[rng]: gate.weight gate.bias
loss = F.cross_entropy(head(keep * experts(x)), y)

opt.zero_grad()
loss.backward()
opt.step()
