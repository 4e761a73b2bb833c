import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def stop(module, grad_input, grad_output):
    return tuple(torch.zeros_like(g) for g in grad_input)  # also[hook]


stem = nn.Linear(6, 8)
block = nn.Linear(8, 8)
head = nn.Linear(8, 2)
opt = torch.optim.SGD([p for m in (stem, block, head) for p in m.parameters()], lr=0.1)
x = torch.randn(9, 6)
y = torch.randint(0, 2, (9,))

# the hook takes the gradient of the block's input; the block's own weights keep theirs
block.register_full_backward_hook(stop)  # zero[hook]: stem.weight stem.bias
loss = F.cross_entropy(head(torch.relu(block(torch.tanh(stem(x))))), y)

opt.zero_grad()
loss.backward()
opt.step()
