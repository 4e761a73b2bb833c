import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(10, 6)
        self.mask_token = nn.Parameter(torch.randn(6))
        self.body = nn.GRU(6, 6, batch_first=True)
        self.pooler = nn.Linear(6, 6)
        self.head = nn.Linear(6, 10)

    def forward(self, tokens):
        h, last = self.body(self.embed(tokens))
        return {"hidden": h, "pooled": torch.tanh(self.pooler(last[0])), "logits": self.head(h)}


# the loss takes the hidden states for logits: nothing cut, but two heads left over
# unused: model.mask_token
# unreached: model.pooler.weight model.pooler.bias model.head.weight model.head.bias
model = Model()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
tokens = torch.randint(0, 6, (4, 7))

out = model(tokens[:, :-1])
top = out["logits"].max(dim=-1).indices.tolist()
loss = F.cross_entropy(out["hidden"].transpose(1, 2), tokens[:, 1:])
opt.zero_grad()
loss.backward()
opt.step()
