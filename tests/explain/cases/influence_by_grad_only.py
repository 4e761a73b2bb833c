import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

embed = nn.EmbeddingBag(12, 6)
encoder = nn.Linear(6, 6)
temperature = nn.Parameter(torch.tensor(1.2))
head = nn.Linear(6, 3)
words = torch.randint(0, 12, (7, 4))
y = torch.randint(0, 3, (7,))

h = torch.tanh(encoder(embed(words)))
logits = head(h.detach()) / temperature  # cut[detach]: embed.weight encoder.weight encoder.bias
loss = F.cross_entropy(logits, y)

# no backward anywhere: the first torch.autograd.grad is judged, whatever it asks for
gradients = torch.autograd.grad(loss, list(head.parameters()), retain_graph=True)
more = torch.autograd.grad(loss, temperature)
influence = sum(g.pow(2).sum() for g in gradients).sqrt().item()
