import torch
from torch import nn
import torch.nn.functional as F
from torch.func import functional_call, stack_module_state, vmap

torch.manual_seed(0)

stem = nn.Linear(5, 6)
members = nn.ModuleList([nn.Linear(6, 2) for _ in range(3)])
opt = torch.optim.SGD([*stem.parameters(), *members.parameters()], lr=0.1)
x = torch.randn(10, 5)
y = torch.randint(0, 2, (10,))

# the stack is a new leaf: a detached copy, made by library code on this line
stacked, buffers = stack_module_state(list(members))  # cut[detach|deepcopy|clone_data|state_dict]: members.0.weight members.0.bias members.1.weight members.1.bias members.2.weight members.2.bias


def member(params, h):
    return functional_call(members[0], params, (h,))


logits = vmap(member, in_dims=(0, None))(stacked, torch.tanh(stem(x)))
loss = F.cross_entropy(logits.mean(dim=0), y)
opt.zero_grad()
loss.backward()
opt.step()
