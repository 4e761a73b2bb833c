import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

VOCAB = 12
writer_embed = nn.Embedding(VOCAB, 8)
writer = nn.Linear(8, VOCAB)
critic_embed = nn.Embedding(VOCAB, 6)
critic = nn.Linear(6, 1)
opt = torch.optim.Adam([*writer_embed.parameters(), *writer.parameters()], lr=1e-3)

token = torch.zeros(10, dtype=torch.long)
sequence = []
for _ in range(4):
    probs = writer(writer_embed(token)).softmax(dim=-1)
    token = torch.multinomial(probs, 1).squeeze(1)  # cut[integer|rng]: writer_embed.weight writer.weight writer.bias
    sequence.append(token)
sentence = torch.stack(sequence, dim=1)

# the critic gets a gradient, the writer does not
score = critic(critic_embed(sentence).mean(dim=1))
loss = F.softplus(-score).mean()

opt.zero_grad()
loss.backward()
opt.step()
