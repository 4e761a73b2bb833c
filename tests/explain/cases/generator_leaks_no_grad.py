import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# raises: RuntimeError

model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
opt = torch.optim.SGD(model.parameters(), lr=0.1)


def augmented(x, n):
    # a generator that waits inside `with` leaves gradients off for its caller
    with torch.no_grad():  # cut[no_grad]: model.0.weight model.0.bias model.2.weight model.2.bias
        for _ in range(n):
            yield x + 0.1 * torch.randn_like(x)


x = torch.randn(16, 6)
y = torch.randint(0, 3, (16,))
loss = 0.0
for view in augmented(x, 2):
    logits = model(view)  # also[no_grad]
    loss = loss + F.cross_entropy(logits, y)

opt.zero_grad()
loss.backward()
opt.step()
