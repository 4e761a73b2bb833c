import functools

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def stop_gradient(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with torch.no_grad():  # cut[no_grad]: key_encoder.weight key_encoder.bias; partial[no_grad]: shared.weight shared.bias
            return function(*args, **kwargs)

    return wrapper


shared = nn.Linear(6, 8)
query_encoder = nn.Linear(8, 4)
key_encoder = nn.Linear(8, 4)
opt = torch.optim.SGD([*shared.parameters(), *query_encoder.parameters()], lr=0.1)
x = torch.randn(9, 6)


@stop_gradient
def keys(x):
    return F.normalize(key_encoder(torch.tanh(shared(x))), dim=-1)


queries = F.normalize(query_encoder(torch.tanh(shared(x))), dim=-1)
loss = F.cross_entropy(queries @ keys(x + 0.1).T / 0.2, torch.arange(9))
opt.zero_grad()
loss.backward()
opt.step()
