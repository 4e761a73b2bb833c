import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

model = nn.Linear(8, 3)
mask_logits = torch.full((8,), 0.5)
bias = torch.zeros(3)
x = torch.randn(12, 8)
y = torch.randint(0, 3, (12,))

bias.requires_grad_()
logits = model(x * mask_logits.sigmoid()) + bias
mask_logits.requires_grad_()  # cut[requires_grad_]: mask_logits
loss = F.cross_entropy(logits, y) + 0.01 * logits.pow(2).mean()

opt = torch.optim.SGD([*model.parameters(), mask_logits, bias], lr=0.1)
opt.zero_grad()
loss.backward()
opt.step()
