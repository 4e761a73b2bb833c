from concurrent.futures import ThreadPoolExecutor

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

encoder = nn.Linear(6, 8)
anchor = nn.Linear(6, 8)
quiet = nn.Linear(6, 8)
head = nn.Linear(8, 2)
opt = torch.optim.SGD([*encoder.parameters(), *anchor.parameters(), *head.parameters()], lr=0.1)
x = torch.randn(9, 6)
y = torch.randint(0, 2, (9,))


def without_gradient(batch):
    with torch.no_grad():  # cut[no_grad]: quiet.weight quiet.bias
        return quiet(batch)


# the gradient mode belongs to a thread: this switch holds for the anchor only
with ThreadPoolExecutor(max_workers=1) as pool:
    with torch.no_grad():  # cut[no_grad]: anchor.weight anchor.bias
        future = pool.submit(encoder, x)
        fixed = anchor(x)
        h = future.result()
    silent = pool.submit(without_gradient, x).result()

loss = F.cross_entropy(head(torch.tanh(h + fixed + silent)), y)
opt.zero_grad()
loss.backward()
opt.step()
