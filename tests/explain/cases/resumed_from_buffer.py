import io

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

model = nn.Linear(6, 3)
resumed = nn.Linear(6, 3)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(9, 6)
y = torch.randint(0, 3, (9,))

# saved and loaded again, but the optimizer still holds the old model
file = io.BytesIO()
torch.save(model.state_dict(), file)  # cut[state_dict|setattr]: model.weight model.bias
file.seek(0)
resumed.load_state_dict(torch.load(file, weights_only=True))  # also[state_dict|setattr]

loss = F.cross_entropy(resumed(x), y)
opt.zero_grad()
loss.backward()
opt.step()
