import torch
from torch import nn
import torch.nn.functional as F
from torch.distributions import Independent, Normal, kl_divergence

torch.manual_seed(0)

# no cut: the sample is made from the mean and the scale
encoder = nn.Linear(8, 6)
decoder = nn.Linear(3, 8)
prior_mean = nn.Parameter(torch.zeros(3))
opt = torch.optim.Adam([*encoder.parameters(), *decoder.parameters(), prior_mean], lr=1e-3)
x = torch.rand(16, 8)

mean, raw = encoder(x).chunk(2, dim=-1)
posterior = Independent(Normal(mean, F.softplus(raw)), 1)
prior = Independent(Normal(prior_mean, torch.ones(3)), 1)
z = posterior.rsample()
log = {"z_std": z.std().item(), "mean": mean.detach().numpy().mean()}

elbo = -F.mse_loss(decoder(z), x, reduction="sum") / 16 - kl_divergence(posterior, prior).mean()
loss = -elbo
opt.zero_grad()
loss.backward()
opt.step()
