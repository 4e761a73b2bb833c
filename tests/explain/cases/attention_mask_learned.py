import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# a learned mask is turned into booleans for scaled_dot_product_attention
proj = nn.Linear(6, 12)
mask_net = nn.Linear(6, 1)
head = nn.Linear(4, 1)
x = torch.randn(2, 5, 6)
q, k, v = proj(x).chunk(3, -1)
keep = mask_net(x).transpose(1, 2) > -5  # cut[integer]: mask_net.weight mask_net.bias
h = F.scaled_dot_product_attention(q, k, v, attn_mask=keep.expand(2, 5, 5))
head(h).square().mean().backward()
