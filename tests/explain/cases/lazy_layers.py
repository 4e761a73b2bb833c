import torch
from torch import nn

torch.manual_seed(0)

# layers that learn their size from the first batch
encoder = nn.Sequential(nn.LazyConv1d(4, 3), nn.LazyBatchNorm1d(), nn.ReLU(), nn.Flatten())
head = nn.LazyLinear(2)
x = torch.randn(3, 2, 8)
h = encoder(x)
h = h.data  # cut[data]: encoder.0.weight encoder.0.bias encoder.1.weight encoder.1.bias
head(h).square().mean().backward()
