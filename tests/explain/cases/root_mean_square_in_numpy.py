import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def root_mean_square(a):
    return float(np.sqrt(np.mean(np.square(a))))


generator = nn.Linear(5, 8)
vocoder = nn.Linear(8, 8)
opt = torch.optim.Adam([*generator.parameters(), *vocoder.parameters()], lr=1e-3)
x = torch.randn(9, 5)
target = torch.randn(9, 8)

wave = vocoder(torch.tanh(generator(x)))
samples = wave.detach().cpu().numpy()  # partial[numpy|detach]: generator.weight generator.bias vocoder.weight vocoder.bias
gain = root_mean_square(target.numpy()) / max(root_mean_square(samples), 1e-3)
loss = F.mse_loss(gain * wave, target)

opt.zero_grad()
loss.backward()
opt.step()
