import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: hooks that look, log and clip leave the gradient alive
model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 3))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
log = {}


def watch(name):
    def hook(module, inputs, output):
        log[name] = output.detach().norm().item()
        output.register_hook(lambda grad: log.update({name + ".grad": grad.norm().item()}))

    return hook


for name, module in model.named_children():
    module.register_forward_hook(watch(name))
    module.register_full_backward_hook(lambda m, gi, go: None)
for p in model.parameters():
    p.register_hook(lambda grad: grad.clamp(-0.5, 0.5))
    p.register_post_accumulate_grad_hook(lambda q: log.setdefault("seen", []).append(q.shape))

x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))
loss = F.cross_entropy(model(x), y)
opt.zero_grad()
loss.backward()
opt.step()
