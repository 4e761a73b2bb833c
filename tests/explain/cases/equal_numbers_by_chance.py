import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: the numbers that are logged happen to equal constants of the loss
gate = nn.Parameter(torch.tensor(1.0))
offset = nn.Parameter(torch.zeros(3))
layer = nn.Linear(4, 3)
nn.init.constant_(layer.bias, 0.5)
opt = torch.optim.SGD([gate, offset, *layer.parameters()], lr=0.1)
x = torch.randn(8, 4)
y = torch.randint(0, 3, (8,))

logits = gate * layer(x) + offset
report = [gate.item(), offset.tolist(), float(layer.bias[0]), layer.bias.detach().numpy().sum()]
hits = int((logits.argmax(dim=1) == y).sum())
report.append(f"{hits} of {len(x)}")

temperature, half, margin = 1.0, 0.5, 0.0
three = 3 * temperature
loss = F.cross_entropy(logits / temperature - margin, y) + half * logits.pow(2).mean() / three
opt.zero_grad()
loss.backward()
opt.step()
