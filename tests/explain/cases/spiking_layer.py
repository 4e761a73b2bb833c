import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Spiking(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.current = nn.Linear(n_in, n_out)
        self.leak = nn.Parameter(torch.tensor(0.8))
        self.threshold = nn.Parameter(torch.tensor(0.2))

    def forward(self, x, steps=5):
        potential = torch.zeros(len(x), self.current.out_features)
        spikes = []
        for _ in range(steps):
            potential = self.leak * potential + self.current(x)
            fired = (potential > self.threshold).float()  # cut[integer]: layer.current.weight layer.current.bias layer.leak layer.threshold
            potential = potential * (1 - fired)
            spikes.append(fired)
        return torch.stack(spikes).mean(dim=0)


layer = Spiking(6, 16)
readout = nn.Linear(16, 3)
opt = torch.optim.Adam([*layer.parameters(), *readout.parameters()], lr=1e-3)
x = torch.randn(12, 6)
y = torch.randint(0, 3, (12,))

loss = F.cross_entropy(readout(layer(x)), y)
opt.zero_grad()
loss.backward()
opt.step()
