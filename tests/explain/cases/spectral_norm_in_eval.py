import torch
from torch import nn
import torch.nn.functional as F
from torch.nn.utils.parametrizations import spectral_norm

torch.manual_seed(0)

# no cut: in eval mode no power iteration runs, u and v are constants of this step
# (they were estimated from the weights when the layers were made, which is taken
# here as part of initialisation)
critic = nn.Sequential(spectral_norm(nn.Linear(5, 8)), nn.Tanh(), spectral_norm(nn.Linear(8, 1)))
opt = torch.optim.Adam(critic.parameters(), lr=1e-3)
critic.eval()
real, fake = torch.randn(2, 10, 5)

loss = F.softplus(-critic(real)).mean() + F.softplus(critic(fake + 1)).mean()
opt.zero_grad()
loss.backward()
opt.step()
