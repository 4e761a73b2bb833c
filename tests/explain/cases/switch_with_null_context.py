from contextlib import nullcontext

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def encode(module, x, train):
    mode = nullcontext() if train else torch.no_grad()  # also[no_grad]
    with mode:  # cut[no_grad]: vision.weight vision.bias
        return torch.tanh(module(x))


vision = nn.Linear(8, 6)
language = nn.Linear(5, 6)
temperature = nn.Parameter(torch.tensor(0.5))
opt = torch.optim.Adam([*vision.parameters(), *language.parameters(), temperature], lr=1e-3)
images, texts = torch.randn(7, 8), torch.randn(7, 5)

# the tower of images is locked, the one of texts is tuned to it
a = F.normalize(encode(vision, images, train=False), dim=-1)
b = F.normalize(encode(language, texts, train=True), dim=-1)
scores = a @ b.T / temperature
loss = F.cross_entropy(scores, torch.arange(7)) + F.cross_entropy(scores.T, torch.arange(7))

opt.zero_grad()
loss.backward()
opt.step()
