import queue
import threading

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: another thread turns tensors of this graph into numbers, for the log alone
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
inbox, lines = queue.Queue(), []


def write_log():
    while (entry := inbox.get()) is not None:
        name, value = entry
        with torch.no_grad():
            lines.append((name, value.mean().item(), value.detach().numpy().std()))


writer = threading.Thread(target=write_log)
writer.start()
x = torch.randn(10, 6)
y = torch.randint(0, 3, (10,))

logits = model(x)
inbox.put(("logits", logits))
loss = F.cross_entropy(logits, y)
inbox.put(("loss", loss))
inbox.put(None)
writer.join()

opt.zero_grad()
loss.backward()
opt.step()
