import torch

w = torch.tensor([1.0, 4.0], requires_grad=True)
root = w.sqrt()
root.add_(1.0)
root.sum().backward()
