import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class MovingAverage:
    """No cut: the shadow weights follow the model and are read by no loss."""

    def __init__(self, model, decay=0.9):
        self.decay = decay
        self.shadow = {name: p.detach().clone() for name, p in model.named_parameters()}

    @torch.no_grad()
    def update(self, model):
        for name, p in model.named_parameters():
            self.shadow[name].lerp_(p, 1 - self.decay)

    def distance(self, model):
        return sum((self.shadow[n] - p.data).norm().item() for n, p in model.named_parameters())


model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 1))
average = MovingAverage(model)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
x, y = torch.randn(14, 6), torch.randn(14, 1)

average.update(model)
loss = F.mse_loss(model(x), y)
drift = average.distance(model)
opt.zero_grad()
loss.backward()
opt.step()
average.update(model)
