import math

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: values that only decide whether and how to go on are no paths (rule 1)
model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 2))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=0)
x, x_val = torch.randn(2, 12, 5)
y, y_val = torch.randint(0, 2, (2, 12))
best, bad_epochs, smoothing = math.inf, 0, 0.0


@torch.no_grad()
def validate():
    return F.cross_entropy(model(x_val), y_val).item()


for epoch in range(3):
    score = validate()
    schedule.step(score)
    if score < best:
        best, bad_epochs = score, 0
    else:
        bad_epochs += 1
    if bad_epochs > 1 or math.isnan(score):
        break
    if score > 0.5:
        smoothing = 0.1
    loss = F.cross_entropy(model(x), y, label_smoothing=smoothing)
    opt.zero_grad()
    loss.backward()
    opt.step()
