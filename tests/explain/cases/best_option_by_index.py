import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

chooser = nn.Linear(5, 4)
ranker = nn.Linear(5, 3)
options = nn.Embedding(4, 6)
gains = [0.5, 1.0, 2.0]
decoder = nn.Linear(6, 5)
modules = nn.ModuleList([chooser, ranker, options, decoder])
opt = torch.optim.Adam(modules.parameters(), lr=1e-3)
x = torch.randn(5)

# an index into a weight, and one into a plain list: both carry the value on
best = int(chooser(x).argmax())  # cut[integer]: chooser.weight chooser.bias
rank = ranker(x).argmax().item()  # cut[integer]: ranker.weight ranker.bias
plan = gains[rank] * options.weight[best]
loss = F.mse_loss(decoder(plan), x)

opt.zero_grad()
loss.backward()
opt.step()
