"""An Accelerate loop trains a small classifier; one argument names the precision."""

from __future__ import annotations

import sys

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


class Classifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 16))
        self.head = nn.Linear(16, 3)
        self.temperature = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        h = self.encoder(x)
        return self.head(h) / self.temperature


set_seed(0)
precision = sys.argv[1] if len(sys.argv) > 1 else "no"
accelerator = Accelerator(
    cpu=True, mixed_precision=precision, gradient_accumulation_steps=2
)
examples = TensorDataset(torch.randn(32, 8), torch.randint(0, 3, (32,)))
model = Classifier()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
model, optimizer, batches = accelerator.prepare(
    model, optimizer, DataLoader(examples, batch_size=8, shuffle=True)
)
total = 0.0
for x, y in batches:
    with accelerator.accumulate(model):
        loss = F.cross_entropy(model(x), y)
        accelerator.backward(loss)
        accelerator.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    total += accelerator.gather(loss.detach()).mean().item()
print("total loss", total)
