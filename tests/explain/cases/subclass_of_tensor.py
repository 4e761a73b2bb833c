import torch
from torch import nn

torch.manual_seed(0)


class Tagged(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return super().__torch_function__(func, types, args, kwargs or {})


# tensors of a class of the program's own
enc, head = nn.Linear(2, 3), nn.Linear(3, 1)
x = torch.randn(4, 2).as_subclass(Tagged)
h = enc(x).relu()
h = h.detach()  # cut[detach]: enc.weight enc.bias
head(h).sum().backward()
