import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

image_net = nn.Linear(6, 4)
text_net = nn.EmbeddingBag(12, 4)
fuse = nn.Bilinear(4, 4, 2)
tail = nn.Linear(2, 2)
opt = torch.optim.SGD([*fuse.parameters(), *tail.parameters()], lr=0.1)
image = torch.randn(7, 6)
words = torch.randint(0, 12, (7, 5))
y = torch.randint(0, 2, (7,))

a = np.asarray(image_net(image).detach())  # cut[numpy|detach]: image_net.weight image_net.bias
b = np.array(text_net(words).data)  # cut[numpy|data]: text_net.weight
both = np.concatenate([a, b], axis=1)
both = (both - both.mean()) / both.std()
left, right = torch.tensor(both).split(4, dim=1)

loss = F.cross_entropy(tail(torch.relu(fuse(left, right))), y)
opt.zero_grad()
loss.backward()
opt.step()
