import copy

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(5, 6)
        self.head = nn.Linear(6, 2)
        self.old_head = nn.Linear(6, 2)


# no cut: a snapshot is kept for later and reaches no loss
# (rule 5: to be copied is to take part, so the old head is unreached, not unused;
# the second model is copied by nobody)
# unreached: model.old_head.weight model.old_head.bias
# unused: other.body.weight other.body.bias other.head.weight other.head.bias other.old_head.weight other.old_head.bias
model, other = Net(), Net()
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(8, 5)
y = torch.randint(0, 2, (8,))

best = copy.deepcopy(model.state_dict())
loss = F.cross_entropy(model.head(model.body(x).relu()), y)
opt.zero_grad()
loss.backward()
opt.step()
model.load_state_dict(best)
