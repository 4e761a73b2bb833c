import torch
from torch import nn
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence

torch.manual_seed(0)


class VAE(nn.Module):
    def __init__(self, n_in, n_latent):
        super().__init__()
        self.encode = nn.Linear(n_in, 12)
        self.mu = nn.Linear(12, n_latent)
        self.log_sigma = nn.Linear(12, n_latent)
        self.decode = nn.Linear(n_latent, n_in)

    def forward(self, x):
        h = torch.tanh(self.encode(x))
        posterior = Normal(self.mu(h), self.log_sigma(h).exp())
        z = posterior.sample()  # partial[rng]: model.encode.weight model.encode.bias model.mu.weight model.mu.bias model.log_sigma.weight model.log_sigma.bias
        return self.decode(z), posterior


model = VAE(8, 2)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
x = torch.rand(16, 8)

# the encoder still learns from the divergence
logits, posterior = model(x)
divergence = kl_divergence(posterior, Normal(0.0, 1.0)).sum(dim=1).mean()
loss = F.binary_cross_entropy_with_logits(logits, x) + divergence
opt.zero_grad()
loss.backward()
opt.step()
