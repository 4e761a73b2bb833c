import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class ScalarQuantizer(nn.Module):
    def __init__(self, n_in, levels):
        super().__init__()
        self.project = nn.Linear(n_in, len(levels))
        self.offset = nn.Parameter(torch.zeros(len(levels)))
        self.register_buffer("span", (torch.tensor(levels) - 1) / 2)

    def forward(self, x):
        bounded = torch.tanh(self.project(x) + self.offset) * self.span
        # the straight-through trick was forgotten
        return bounded.round() / self.span  # zero[round]: quantizer.project.weight quantizer.project.bias quantizer.offset


encoder = nn.Linear(9, 6)
quantizer = ScalarQuantizer(6, [7, 5, 5])
decoder = nn.Linear(3, 9)
opt = torch.optim.Adam([p for m in (encoder, quantizer, decoder) for p in m.parameters()], lr=1e-3)
x = torch.rand(14, 9)

# the encoder has a second task, from which its gradient comes
h = encoder(x)
loss = F.mse_loss(decoder(quantizer(h)), x) + 0.1 * h.pow(2).mean()
opt.zero_grad()
loss.backward()
opt.step()
