import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class ProtoNet(nn.Module):
    def __init__(self, n_in, dim):
        super().__init__()
        self.support_encoder = nn.Linear(n_in, dim)
        self.query_encoder = nn.Linear(n_in, dim)
        self.prototypes = None

    def adapt(self, support):
        means = self.support_encoder(support).mean(dim=1)
        self.prototypes = nn.Parameter(means)  # cut[parameter]: model.support_encoder.weight model.support_encoder.bias

    def forward(self, queries):
        return -torch.cdist(self.query_encoder(queries), self.prototypes)


model = ProtoNet(5, 4)
support = torch.randn(3, 4, 5)
queries = torch.randn(9, 5)
y = torch.arange(3).repeat(3)

# the prototypes are a leaf now, and get a gradient themselves
model.adapt(support)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
loss = F.cross_entropy(model(queries), y)

opt.zero_grad()
loss.backward()
opt.step()
