import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

embed = nn.Embedding(15, 6)
rnn = nn.RNN(6, 6, batch_first=True)
out_bias = nn.Parameter(torch.zeros(15))
project = nn.Linear(6, 15)
project.weight = embed.weight
opt = torch.optim.Adam([*embed.parameters(), *rnn.parameters(), out_bias], lr=1e-3)
tokens = torch.randint(0, 15, (4, 8))

# tied, but only the input side is trained
# (the module `project` lends its weight, its own bias is never read)
# unused: project.bias
h, _ = rnn(embed(tokens[:, :-1]))
logits = F.linear(h, project.weight.detach(), out_bias)  # partial[detach]: embed.weight
loss = F.cross_entropy(logits.transpose(1, 2), tokens[:, 1:])

opt.zero_grad()
loss.backward()
opt.step()
