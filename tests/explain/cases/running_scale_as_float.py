import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class RunningScale:
    """An exponential average of the losses it was shown."""

    def __init__(self, decay=0.9):
        self.decay, self.value = decay, 1.0

    def update(self, loss):
        value = loss.item()  # partial[item]: trunk.weight trunk.bias contrast.weight contrast.bias
        self.value = self.decay * self.value + (1 - self.decay) * value
        return self.value


trunk = nn.Linear(6, 8)
classify = nn.Linear(8, 3)
contrast = nn.Linear(8, 4)
opt = torch.optim.SGD([p for m in (trunk, classify, contrast) for p in m.parameters()], lr=0.1)
x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))
scale = RunningScale()

h = torch.tanh(trunk(x))
main = F.cross_entropy(classify(h), y)
extra = contrast(h).logsumexp(dim=1).pow(2).mean()
scale.update(extra)
# main is never shown to the average
loss = main + extra / scale.value

opt.zero_grad()
loss.backward()
opt.step()
