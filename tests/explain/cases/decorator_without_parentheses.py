import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Tracker(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(6, 5)
        self.centres = nn.Parameter(torch.randn(3, 5))
        self.out = nn.Linear(5, 2)

    @torch.no_grad
    def nearest(self, z):
        # what is computed here only goes to the log
        return torch.cdist(z, self.centres).min(dim=1).values.mean().item()

    @staticmethod
    @torch.no_grad  # partial[no_grad]: model.embed.weight model.embed.bias; cut[no_grad]: model.centres
    def assign(z, centres):
        return (-torch.cdist(z, centres)).softmax(dim=1) @ centres  # also[no_grad]

    def forward(self, x):
        z = self.embed(x)
        self.distance = self.nearest(z)
        return self.out(z - self.assign(z, self.centres))


model = Tracker()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
x = torch.randn(11, 6)
y = torch.randint(0, 2, (11,))

loss = F.cross_entropy(model(x), y)
opt.zero_grad()
loss.backward()
opt.step()
