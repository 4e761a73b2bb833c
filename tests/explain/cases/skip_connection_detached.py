import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv1d(1, 4, 3, padding=1)
        self.middle = nn.Conv1d(4, 4, 3, padding=1)
        self.up = nn.Conv1d(8, 1, 3, padding=1)

    def forward(self, x):
        skip = torch.relu(self.down(x))
        h = torch.relu(self.middle(F.max_pool1d(skip, 2)))
        h = F.interpolate(h, scale_factor=2)
        skip = skip.clone()
        skip.detach_()  # partial[detach_]: net.down.weight net.down.bias
        return self.up(torch.cat([h, skip], dim=1))


net = UNet()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
clean = torch.sin(torch.linspace(0, 6, 24)).expand(5, 1, 24)
noisy = clean + 0.3 * torch.randn(5, 1, 24)

loss = F.mse_loss(net(noisy), clean)
opt.zero_grad()
loss.backward()
opt.step()
