import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: attention weights are looked at, entropies and maxima are only logged
attend = nn.MultiheadAttention(8, 2, batch_first=True, dropout=0.0)
layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True, norm_first=True)
query = nn.Parameter(torch.randn(1, 1, 8))
head = nn.Linear(8, 3)
modules = nn.ModuleList([attend, layer, head])
opt = torch.optim.AdamW([*modules.parameters(), query], lr=1e-3)
x = torch.randn(4, 6, 8)
y = torch.randint(0, 3, (4,))
padding = torch.arange(6).expand(4, 6) >= torch.tensor([[6], [5], [4], [6]])
log = []

h = layer(x, src_key_padding_mask=padding)
pooled, weights = attend(query.expand(4, -1, -1), h, h, key_padding_mask=padding)
with torch.no_grad():
    entropy = -(weights * weights.clamp_min(1e-9).log()).sum(dim=-1).mean()
    log.append((entropy.item(), weights.argmax(dim=-1).tolist()))
log.append(weights[0, 0].detach().numpy().round(2))

loss = F.cross_entropy(head(pooled.squeeze(1)), y)
opt.zero_grad()
loss.backward()
opt.step()
