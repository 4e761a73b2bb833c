import torch

from detach_examples import trace

x = torch.tensor([1.0, 4.0], requires_grad=True)
with trace() as record:
    root = x.sqrt()
    alias = root.detach()
    loss = (root * alias).sum()

picture = record.draw(
    loss, "Two factors enter the product, and gradient takes one way."
)
