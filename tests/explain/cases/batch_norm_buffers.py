import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: running statistics are updated beside the graph and read only for the log;
# the second norm is in eval mode and uses those it was given
model = nn.Sequential(
    nn.Conv2d(1, 4, 3, bias=False),
    nn.BatchNorm2d(4),
    nn.ReLU(),
    nn.Conv2d(4, 4, 3),
    nn.BatchNorm2d(4),
    nn.Flatten(),
    nn.Linear(4 * 16, 2),
)
model[4].eval()
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(6, 1, 8, 8)
y = torch.randint(0, 2, (6,))

logits = model(x)
log = {name: b.float().mean().item() for name, b in model.named_buffers()}
momentum = model[1].momentum
loss = F.cross_entropy(logits, y, label_smoothing=momentum)
opt.zero_grad()
loss.backward()
opt.step()
