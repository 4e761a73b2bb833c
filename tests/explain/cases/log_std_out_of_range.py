import torch
from torch import nn
from torch.distributions import Normal

torch.manual_seed(0)


class GaussianHead(nn.Module):
    def __init__(self, n_in, n_out, low=-5.0, high=2.0):
        super().__init__()
        self.bounds = low, high
        self.mean = nn.Linear(n_in, n_out)
        self.log_std = nn.Parameter(torch.full((n_out,), -9.0))

    def forward(self, x):
        # started below the lower bound, it never comes back
        log_std = self.log_std.clamp(*self.bounds)  # zero[clamp]: model.log_std
        return Normal(self.mean(x), log_std.exp() + 0.1)


model = GaussianHead(4, 2)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
x, y = torch.randn(16, 4), torch.randn(16, 2)

loss = -model(x).log_prob(y).mean()
opt.zero_grad()
loss.backward()
opt.step()
