import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.q = nn.Linear(dim, dim)
        self.k = nn.Linear(dim, dim)
        self.v = nn.Linear(dim, dim)

    def forward(self, x):
        scores = self.q(x) @ self.k(x).transpose(1, 2) / x.shape[-1] ** 0.5
        return scores.softmax(dim=-1) @ self.v(x)


# with a single token there is nothing to choose from: its weight is always one
# zero: attend.q.weight attend.q.bias attend.k.weight attend.k.bias
embed = nn.Embedding(9, 6)
attend = Attention(6)
head = nn.Linear(6, 2)
opt = torch.optim.Adam([p for m in (embed, attend, head) for p in m.parameters()], lr=1e-3)
tokens = torch.randint(0, 9, (7, 1))
y = torch.randint(0, 2, (7,))

loss = F.cross_entropy(head(attend(embed(tokens))[:, 0]), y)
opt.zero_grad()
loss.backward()
opt.step()
