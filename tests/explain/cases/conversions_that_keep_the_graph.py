import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# nothing is cut here: all of these are recorded by autograd
embed = nn.Embedding(9, 6)
mixer = nn.Linear(6, 6)
gain = nn.Parameter(torch.ones(6))
head = nn.Linear(6, 2).double()
modules = nn.ModuleList([embed, mixer, head])
opt = torch.optim.Adam([*modules.parameters(), gain], lr=1e-3)
tokens = torch.randint(0, 9, (4, 5))
y = torch.randint(0, 2, (4,))

h = torch.as_tensor(embed(tokens))
h = torch.as_tensor(h, dtype=torch.float64).float()
h = h.requires_grad_().to("cpu").contiguous()
h = torch.tanh(mixer(h).type_as(h)) * torch.stack([gain] * 5)
h = h.to(torch.bfloat16).double().flatten(1).view(4, 5, 6).cumsum(dim=1)[:, -1]
loss = F.cross_entropy(head(h).to(torch.float32), y)

opt.zero_grad()
loss.backward()
opt.step()
