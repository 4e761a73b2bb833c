import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

embed = nn.Embedding(20, 8)
layer = nn.TransformerEncoderLayer(8, 2, dim_feedforward=16, dropout=0.0, batch_first=True)
# TransformerEncoder makes deep copies; the layer given to it is trained by nobody
encoder = nn.TransformerEncoder(layer, num_layers=2)  # cut[deepcopy]: layer.self_attn.in_proj_weight layer.self_attn.in_proj_bias layer.self_attn.out_proj.weight layer.self_attn.out_proj.bias layer.linear1.weight layer.linear1.bias layer.linear2.weight layer.linear2.bias layer.norm1.weight layer.norm1.bias layer.norm2.weight layer.norm2.bias
head = nn.Linear(8, 20)
opt = torch.optim.Adam([*embed.parameters(), *layer.parameters(), *head.parameters()], lr=1e-3)
tokens = torch.randint(0, 20, (3, 6))
mask = nn.Transformer.generate_square_subsequent_mask(5)

h = encoder(embed(tokens[:, :-1]), mask=mask, is_causal=True)
loss = F.cross_entropy(head(h).flatten(0, 1), tokens[:, 1:].flatten())
opt.zero_grad()
loss.backward()
opt.step()
