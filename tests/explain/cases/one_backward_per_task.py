import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# only the first backward is judged: the second head was run, but belongs to a loss
# that comes later; the third is not even run yet
# unreached: second.weight second.bias
# unused: third.weight third.bias
trunk = nn.Linear(5, 8)
first, second, third = nn.Linear(8, 3), nn.Linear(8, 1), nn.Linear(8, 2)
opt = torch.optim.SGD([p for m in (trunk, first, second, third) for p in m.parameters()], lr=0.1)
x = torch.randn(10, 5)
labels = torch.randint(0, 3, (10,))
values = torch.randn(10, 1)

h = torch.relu(trunk(x))
first_loss = F.cross_entropy(first(h), labels)
second_loss = F.mse_loss(second(h), values)

opt.zero_grad()
first_loss.backward(retain_graph=True)
second_loss.backward(retain_graph=True)
third_loss = third(h).logsumexp(dim=1).mean()
third_loss.backward()
opt.step()
