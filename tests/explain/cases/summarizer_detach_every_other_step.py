import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Summarizer(nn.Module):
    def __init__(self, n_in, n_hidden, every=2):
        super().__init__()
        self.every = every
        self.start = nn.Parameter(torch.full((n_hidden,), 0.1))
        self.cell = nn.GRUCell(n_in, n_hidden)
        self.readout = nn.Linear(n_hidden, 1)

    def forward(self, steps):
        h = self.start.expand(steps.shape[1], -1)
        for t, x in enumerate(steps, start=1):
            h = self.cell(x, h)
            if t % self.every == 0:
                # the last step is cut off as well: 4 is even
                h.detach_()  # cut[detach_]: model.start model.cell.weight_ih model.cell.weight_hh model.cell.bias_ih model.cell.bias_hh
        return self.readout(h)


model = Summarizer(3, 6)
opt = torch.optim.Adam(model.parameters(), lr=1e-2)
steps = torch.randn(4, 7, 3)
y = torch.randn(7, 1)

loss = F.mse_loss(model(steps), y)
opt.zero_grad()
loss.backward()
opt.step()
