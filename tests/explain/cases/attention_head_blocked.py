import torch
from torch import nn

torch.manual_seed(0)

# a layer of torch's own attention reads keys that are cut off
embed = nn.Embedding(20, 8)
memory = nn.Linear(5, 8)
attend = nn.MultiheadAttention(8, 2, batch_first=True)
head = nn.Linear(8, 20)
words, notes = torch.randint(0, 20, (3, 6)), torch.randn(3, 4, 5)

x = embed(words)
keys = memory(notes)
keys = keys.detach()  # cut[detach]: memory.weight memory.bias
mixed, _ = attend(x, keys, keys, need_weights=False)
loss = nn.functional.cross_entropy(head(mixed + x).flatten(0, 1), words.flatten())
loss.backward()
