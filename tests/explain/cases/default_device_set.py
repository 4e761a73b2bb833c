import torch
from torch import nn

torch.manual_seed(0)
torch.set_default_device("cpu")

# a default device is a mode of torch's own, beneath ours
enc, head = nn.Linear(3, 4), nn.Linear(4, 1)
x = torch.ones(2, 3)
with torch.device("cpu"):
    h = torch.tanh(enc(x))
    h = torch.tensor(h.tolist())  # cut[tolist]: enc.weight enc.bias
head(h).sum().backward()
torch.set_default_device(None)
