import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

old_tokens = nn.Embedding(10, 6)
new_tokens = nn.Embedding(10, 6)
head = nn.Linear(6, 2)
opt = torch.optim.Adam([p for m in (old_tokens, new_tokens, head) for p in m.parameters()], lr=1e-2)
tokens = torch.randint(0, 10, (8, 5))
y = torch.randint(0, 2, (8,))

trained = torch.zeros(10, 1)
old_tokens.weight.register_hook(lambda grad: grad * trained)  # zero[hook]: old_tokens.weight
# half of the rows is not all of them: this one flows
half = (torch.arange(10) % 2).float().unsqueeze(1)
new_tokens.weight.register_hook(lambda grad: grad * half)

h = old_tokens(tokens).mean(dim=1) + new_tokens(tokens).mean(dim=1)
loss = F.cross_entropy(head(h), y)
opt.zero_grad()
loss.backward()
opt.step()
