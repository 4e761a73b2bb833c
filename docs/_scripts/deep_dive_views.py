import torch

from detach_examples import trace

x = torch.tensor([1.0, 4.0], requires_grad=True)
with trace() as record:
    root = x.sqrt()
    part = root[:1]
    alias = root.detach()
    loss = part.sum() + alias.sum()

picture = record.draw(
    loss, "A view passes gradient on; an alias of the same memory cuts."
)
