import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: weights that are edited through `.data` before the step remain themselves
critic = nn.Sequential(nn.Linear(4, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
opt = torch.optim.RMSprop(critic.parameters(), lr=1e-3)
real, fake = torch.randn(2, 12, 4)

for p in critic.parameters():
    p.data.clamp_(-0.2, 0.2)
with torch.no_grad():
    critic[0].weight.div_(critic[0].weight.norm(dim=1, keepdim=True).clamp_min(1.0))
    critic[2].bias.zero_()

loss = F.softplus(critic(fake)).mean() + F.softplus(-critic(real)).mean()
opt.zero_grad()
loss.backward()
opt.step()
