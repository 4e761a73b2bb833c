import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

encoder = nn.Linear(7, 5)
margin = nn.Parameter(torch.tensor(2.0))
opt = torch.optim.SGD([*encoder.parameters(), margin], lr=0.1)
x = torch.randn(10, 7)
positives = x + 0.1 * torch.randn(10, 7)

z, z_pos = F.normalize(encoder(x), dim=-1), F.normalize(encoder(positives), dim=-1)
near = z @ z_pos.T
near = near - 2 * torch.eye(10)
hardest = near.topk(2, dim=1).indices  # partial[integer]: encoder.weight encoder.bias
negatives = z_pos[hardest]
gap = (z.unsqueeze(1) * negatives).sum(dim=-1) - (z * z_pos).sum(dim=-1, keepdim=True)
loss = F.softplus(gap + margin).mean()

opt.zero_grad()
loss.backward()
opt.step()
