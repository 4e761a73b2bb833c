import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

tempo = nn.Linear(5, 1)
wave = nn.Parameter(torch.randn(4) * 0.5)
decoder = nn.Linear(4, 2)
opt = torch.optim.Adam([*tempo.parameters(), wave, *decoder.parameters()], lr=1e-3)
x = torch.randn(12, 5)
y = torch.randn(12, 2)

beats = torch.floor(4 * torch.sigmoid(tempo(x))) / 4  # zero[floor]: tempo.weight tempo.bias
phases = torch.sin(beats * wave + 0.3)
loss = F.mse_loss(decoder(phases), y)

opt.zero_grad()
loss.backward()
opt.step()
