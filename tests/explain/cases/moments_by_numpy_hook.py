import numpy as np
import torch
from torch import nn

torch.manual_seed(0)


class Whiten(nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = []
        self.scale = nn.Parameter(torch.ones(4))

    def forward(self, h):
        self.seen.append(h.detach().numpy())  # partial[detach]: enc.weight enc.bias
        std = np.concatenate(self.seen).std(0)
        return h / torch.as_tensor(std + 1e-3) * self.scale


# statistics of all batches so far come back through NumPy
enc, whiten = nn.Linear(3, 4), Whiten()
for batch in torch.randn(2, 5, 3):
    out = whiten(enc(batch))
out.square().sum(-1).sqrt().mean().backward()
