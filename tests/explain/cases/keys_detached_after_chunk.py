import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        k = k.detach()  # partial[detach]: embed.weight attend.qkv.weight attend.qkv.bias
        h = F.scaled_dot_product_attention(q, k, v)
        return x + self.out(h)


embed = nn.Embedding(13, 6)
attend = Attention(6)
left, right = nn.Linear(6, 2), nn.Linear(6, 2)
modules = nn.ModuleList([embed, attend, left, right])
opt = torch.optim.Adam(modules.parameters(), lr=1e-3)
tokens = torch.randint(0, 13, (4, 5))
y = torch.randint(0, 2, (4,))

# views of one tensor: only one of the three parts is cut
first, *_, last = attend(embed(tokens)).unbind(dim=1)
loss = F.cross_entropy(left(first) + right(last), y)
opt.zero_grad()
loss.backward()
opt.step()
