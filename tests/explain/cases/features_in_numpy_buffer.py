import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

encoder = nn.Conv1d(2, 3, 4)
pos = nn.Parameter(torch.randn(5, 3) * 0.1)
classifier = nn.Linear(3, 2)
opt = torch.optim.SGD([*encoder.parameters(), pos, *classifier.parameters()], lr=0.1)
clips = torch.randn(5, 2, 10)
y = torch.tensor([0, 1, 1, 0, 1])

features = np.zeros((5, 3), dtype=np.float32)
for i, clip in enumerate(clips):
    features[i] = encoder(clip).mean(dim=-1).detach().numpy()  # cut[numpy|detach]: encoder.weight encoder.bias
features /= np.abs(features).max()

logits = classifier(torch.from_numpy(features) + pos)
loss = F.cross_entropy(logits, y)
opt.zero_grad()
loss.backward()
opt.step()
