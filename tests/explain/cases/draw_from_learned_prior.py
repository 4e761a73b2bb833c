import torch
from torch import nn
import torch.nn.functional as F
from torch.distributions import Beta, Categorical, Normal

torch.manual_seed(0)

means = nn.Parameter(torch.tensor([-1.0, 0.5, 2.0]))
mixture = nn.Parameter(torch.zeros(3))
raw_a = nn.Parameter(torch.tensor(0.7))
decoder = nn.Linear(1, 4)
opt = torch.optim.Adam([means, mixture, raw_a, *decoder.parameters()], lr=1e-2)
target = torch.randn(30, 4)

# which component: an integer; where in it: with a gradient for the means
component = Categorical(logits=mixture).sample((30,))  # cut[rng|integer]: mixture
z = Normal(means[component], 0.1).rsample()
weight = Beta(F.softplus(raw_a), 2.0).sample((30,))  # cut[rng]: raw_a
loss = F.mse_loss(decoder((weight * z).unsqueeze(1)), target)

opt.zero_grad()
loss.backward()
opt.step()
