import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: complex numbers, their parts, sizes and angles are recorded
kernel = nn.Parameter(torch.randn(9, 2) * 0.3)
phase = nn.Parameter(torch.zeros(9))
bias = nn.Parameter(torch.zeros(2, dtype=torch.complex64))
embed = nn.Linear(16, 16)
head = nn.Linear(9 + 16 + 2, 2)
opt = torch.optim.SGD([kernel, phase, bias, *embed.parameters(), *head.parameters()], lr=0.1)
x = torch.randn(6, 16)
y = torch.randint(0, 2, (6,))

spectrum = torch.fft.rfft(embed(x))
response = torch.view_as_complex(kernel) * torch.polar(torch.ones(9), phase)
filtered = spectrum * response
shifted = filtered[:, 1:3] + bias
features = torch.cat(
    [filtered.abs(), torch.fft.irfft(filtered, n=16), shifted.real * shifted.imag], dim=1
)
power = filtered.detach().abs().pow(2).sum(dim=1).tolist()
loss = F.cross_entropy(head(features), y)

opt.zero_grad()
loss.backward()
opt.step()
