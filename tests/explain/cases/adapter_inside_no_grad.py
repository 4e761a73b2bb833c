import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

backbone = nn.Sequential(nn.Linear(6, 8), nn.GELU())
norm = nn.LayerNorm(8)
adapter = nn.Linear(8, 8)
head = nn.Linear(8, 2)
opt = torch.optim.AdamW([*adapter.parameters(), *head.parameters()], lr=1e-3)
x = torch.randn(12, 6)
y = torch.randint(0, 2, (12,))

with torch.no_grad():  # cut[no_grad]: backbone.0.weight backbone.0.bias norm.weight norm.bias
    h = backbone(x)  # also[no_grad]
    with torch.enable_grad():
        # recorded again: the adapter is trained
        delta = adapter(h)
    h = norm(h)  # also[no_grad]
loss = F.cross_entropy(head(h + delta), y)

opt.zero_grad()
loss.backward()
opt.step()
