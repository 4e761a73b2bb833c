import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: what is logged and what is read lie in the same dict, list and object
trunk = nn.Linear(6, 8)
head = nn.Linear(8, 3)
aux = nn.Linear(8, 1)
opt = torch.optim.SGD([p for m in (trunk, head, aux) for p in m.parameters()], lr=0.1)
x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))
state = {"alpha": 0.3, "smoothing": [0.1, 0.05], "aux": None}

h = torch.tanh(trunk(x))
aux_loss = aux(h).pow(2).mean()
state["aux"] = aux_loss.item()
state["smoothing"].append(h.norm().item())
state["peak"] = max(state["aux"], float(h.max()))
smoothing, scale = state["smoothing"][0], state["alpha"] * 2

main_loss = F.cross_entropy(head(h), y, label_smoothing=smoothing)
loss = main_loss + scale * aux_loss
state["aux"] = round(state["aux"] * scale, 3)

opt.zero_grad()
loss.backward()
opt.step()
