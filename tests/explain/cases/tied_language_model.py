import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class LanguageModel(nn.Module):
    """No cut: one weight under two names, which goes by the first."""

    def __init__(self, vocab, dim):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.rnn = nn.GRU(dim, dim, batch_first=True)
        self.out = nn.Linear(dim, vocab)
        self.out.weight = self.embed.weight

    def forward(self, tokens):
        h, _ = self.rnn(self.embed(tokens))
        return self.out(h)


model = LanguageModel(15, 6)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
tokens = torch.randint(0, 15, (4, 8))

logits = model(tokens[:, :-1])
loss = F.cross_entropy(logits.transpose(1, 2), tokens[:, 1:])
perplexity = loss.detach().exp().item()
opt.zero_grad()
loss.backward()
opt.step()
