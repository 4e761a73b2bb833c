import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class LowRank(nn.Module):
    def __init__(self, base, rank):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.down = nn.Linear(base.in_features, rank, bias=False)
        self.up = nn.Linear(rank, base.out_features, bias=False)
        nn.init.zeros_(self.up.weight)

    def forward(self, x):
        return self.base(x) + self.up(self.down(x))


# in the first step the weights above are zero and let nothing through
# zero: model.down.weight
# frozen: model.base.weight model.base.bias
model = LowRank(nn.Linear(6, 4), rank=2)
opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3)
x = torch.randn(10, 6)
y = torch.randint(0, 4, (10,))

loss = F.cross_entropy(model(x), y)
opt.zero_grad()
loss.backward()
opt.step()
