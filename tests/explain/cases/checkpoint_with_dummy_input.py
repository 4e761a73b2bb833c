import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)


class Checkpointed(nn.Module):
    """Reentrant, but one input requires grad: nothing is cut."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        token = torch.zeros(1, requires_grad=True)
        return checkpoint(self.run, x, token, use_reentrant=True)

    def run(self, x, token):
        return self.block(x)


embed = nn.Embedding(9, 6)
model = nn.Sequential(Checkpointed(nn.Linear(6, 6)), nn.Tanh(), Checkpointed(nn.Linear(6, 2)))
opt = torch.optim.SGD([*embed.parameters(), *model.parameters()], lr=0.1)
tokens = torch.randint(0, 9, (5, 3))
floats = torch.randn(5, 6)
y = torch.randint(0, 2, (5,))

loss = F.cross_entropy(model(floats), y) + F.cross_entropy(model(embed(tokens).mean(1)), y)
opt.zero_grad()
loss.backward()
opt.step()
