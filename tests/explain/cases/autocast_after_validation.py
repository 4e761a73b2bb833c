import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: lower precision is recorded, and the copies of the weights that autocast
# keeps are not those of the validation
model = nn.Sequential(nn.Linear(6, 16), nn.GELU(), nn.LayerNorm(16), nn.Linear(16, 3))
scale = nn.Parameter(torch.ones(3))
opt = torch.optim.AdamW([*model.parameters(), scale], lr=1e-3)
x, x_val = torch.randn(2, 12, 6)
y, y_val = torch.randint(0, 3, (2, 12))

with torch.autocast("cpu", dtype=torch.bfloat16):
    with torch.no_grad():
        accuracy = (model(x_val).argmax(dim=-1) == y_val).float().mean().item()
    logits = model(x)
    loss = F.cross_entropy((scale * logits).float(), y)
with torch.autocast("cpu", enabled=False):
    loss = loss + 1e-3 * logits.float().pow(2).mean()

opt.zero_grad()
loss.backward()
opt.step()
