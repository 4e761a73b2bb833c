import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Mixture(nn.Module):
    def __init__(self, dim, n_experts=4):
        super().__init__()
        self.router = nn.Linear(dim, n_experts)
        self.experts = nn.ModuleList([nn.Linear(dim, dim) for _ in range(n_experts)])

    def forward(self, x):
        weights, chosen = self.router(x).softmax(dim=-1).topk(2)  # partial[integer]: model.router.weight model.router.bias
        out = torch.zeros_like(x)
        for number, expert in enumerate(self.experts):
            rows, place = (chosen == number).nonzero(as_tuple=True)
            update = weights[rows, place].unsqueeze(1) * expert(x[rows])
            out = out.index_add(0, rows, update)
        return out


model = Mixture(6)
head = nn.Linear(6, 3)
opt = torch.optim.AdamW([*model.parameters(), *head.parameters()], lr=1e-3)
x = torch.randn(24, 6)
y = torch.randint(0, 3, (24,))

loss = F.cross_entropy(head(x + model(x)), y)
opt.zero_grad()
loss.backward()
opt.step()
