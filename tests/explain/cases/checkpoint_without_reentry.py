import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)

# not reentrant: everything flows, though nothing that goes in requires grad
stage1 = nn.Sequential(nn.Linear(6, 8), nn.GELU())
stage2 = nn.Sequential(nn.Linear(8, 8), nn.GELU())
gain = nn.Parameter(torch.tensor(1.5))
head = nn.Linear(8, 3)
params = [*stage1.parameters(), *stage2.parameters(), gain, *head.parameters()]
opt = torch.optim.AdamW(params, lr=1e-3)
norms = []


def second(h):
    # recomputed during backward, logging included
    out = gain * stage2(h)
    norms.append(out.norm().item())
    return out


x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))
h = checkpoint(stage1, x, use_reentrant=False)
h = checkpoint(second, h, use_reentrant=False)
loss = F.cross_entropy(head(h), y)

opt.zero_grad()
loss.backward()
opt.step()
