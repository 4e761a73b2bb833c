import torch
from torch import nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.manual_seed(0)

# no cut: packed, sorted, padded again, pooled by length
embed = nn.Embedding(12, 5, padding_idx=0)
rnn = nn.LSTM(5, 6, batch_first=True, bidirectional=True, num_layers=2)
first_state = nn.Parameter(torch.zeros(4, 1, 6))
head = nn.Linear(12, 2)
params = [*embed.parameters(), *rnn.parameters(), first_state, *head.parameters()]
opt = torch.optim.Adam(params, lr=1e-3)
tokens = torch.tensor([[3, 4, 0, 0], [5, 2, 7, 9], [8, 1, 6, 0]])
lengths = (tokens != 0).sum(dim=1)
y = torch.tensor([1, 0, 1])

packed = pack_padded_sequence(embed(tokens), lengths.tolist(), batch_first=True, enforce_sorted=False)
state = first_state.expand(-1, 3, -1).contiguous()
out, (last, _) = rnn(packed, (state, torch.zeros_like(state)))
padded, sizes = pad_packed_sequence(out, batch_first=True)
pooled = padded.sum(dim=1) / sizes.unsqueeze(1) + torch.cat([last[-2], last[-1]], dim=1)
loss = F.cross_entropy(head(pooled), y)

opt.zero_grad()
loss.backward()
opt.step()
