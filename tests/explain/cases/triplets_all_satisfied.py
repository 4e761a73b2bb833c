import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

encoder = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 4))
opt = torch.optim.SGD(encoder.parameters(), lr=0.1)
anchor = torch.randn(8, 6)
positive = anchor + 0.01 * torch.randn(8, 6)
negative = -anchor


def embed(x):
    return F.normalize(encoder(x), dim=-1)


near = (embed(anchor) - embed(positive)).pow(2).sum(dim=1)
far = (embed(anchor) - embed(negative)).pow(2).sum(dim=1)
# every triplet keeps its margin already
loss = F.relu(near - far + 0.05).mean()  # zero[relu]: encoder.0.weight encoder.0.bias encoder.2.weight encoder.2.bias

opt.zero_grad()
loss.backward()
opt.step()
