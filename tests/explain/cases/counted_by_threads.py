from concurrent.futures import ThreadPoolExecutor

import torch
from torch import nn

torch.manual_seed(0)

# two heads run in a pool of threads; one of them under a no_grad of its own
body, left, right = nn.Linear(3, 4), nn.Linear(4, 2), nn.Linear(4, 2)
x = torch.randn(5, 3)


def quiet(layer, h):
    with torch.no_grad():  # cut[no_grad]: right.weight right.bias; partial[no_grad]: body.weight body.bias
        return layer(h)


h = body(x).tanh()
with ThreadPoolExecutor(2) as pool:
    one, other = pool.submit(left, h), pool.submit(quiet, right, h)
    out = one.result() + other.result()
out.square().mean().backward()
