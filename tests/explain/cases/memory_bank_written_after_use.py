import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: what the loss reads from the bank was there before
encoder = nn.Sequential(nn.Linear(7, 12), nn.Tanh(), nn.Linear(12, 5))
log_scale = nn.Parameter(torch.tensor(1.0))
opt = torch.optim.SGD([*encoder.parameters(), log_scale], lr=0.1)
bank = F.normalize(torch.randn(20, 5), dim=-1)
ids = torch.tensor([3, 8, 11, 2, 17])
x = torch.randn(5, 7)

z = F.normalize(encoder(x), dim=-1)
scores = log_scale.exp() * z @ bank.clone().T
loss = F.cross_entropy(scores, ids)

bank[ids] = F.normalize(0.5 * bank[ids] + 0.5 * z.detach(), dim=-1)
age = torch.zeros(20)
age[ids] += z.detach().norm(dim=-1)

opt.zero_grad()
loss.backward()
opt.step()
