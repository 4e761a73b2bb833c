import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

router = nn.Linear(6, 3)
branches = nn.ModuleList([nn.Linear(6, 2) for _ in range(3)])
opt = torch.optim.SGD([*router.parameters(), *branches.parameters()], lr=0.1)
x = torch.randn(20, 6)
y = torch.randn(20, 2)

choice = F.one_hot(router(x).argmax(dim=-1), 3).float()  # cut[integer]: router.weight router.bias
outputs = torch.stack([branch(x) for branch in branches], dim=1)
loss = F.mse_loss(torch.einsum("be,bed->bd", choice, outputs), y)

opt.zero_grad()
loss.backward()
opt.step()
