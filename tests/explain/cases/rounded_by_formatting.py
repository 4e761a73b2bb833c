import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

momentum = nn.Parameter(torch.tensor(0.873))
damping = nn.Parameter(torch.tensor(0.216))
sharpness = nn.Parameter(torch.tensor(1.237))
model = nn.Linear(6, 3)
opt = torch.optim.SGD([momentum, damping, sharpness, *model.parameters()], lr=0.1)
x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))
settings = {}

# a number that goes through a text is a number that left
settings["sharpness"] = f"{sharpness.item():.2f}"  # cut[item]: sharpness
label = f"{damping.abs():.3f}"  # cut[item|float]: damping
state = 0.0
decay = round(momentum.item(), 2)  # cut[item]: momentum
for row in model(x):
    state = decay * state + (1 - decay) * row
loss = (1 - float(label)) * F.cross_entropy(float(settings["sharpness"]) * (model(x) + state), y)

opt.zero_grad()
loss.backward()
opt.step()
