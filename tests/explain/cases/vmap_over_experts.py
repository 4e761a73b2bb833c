import torch
from torch import nn
from torch.func import functional_call, vmap

torch.manual_seed(0)

# experts run side by side under vmap; what decides between them is cut off inside
experts = [nn.Linear(4, 3) for _ in range(2)]
gate = nn.Linear(4, 2)
x = torch.randn(5, 4)


def weigh(row, votes):
    share = votes.softmax(0).detach()  # cut[detach]: gate.weight gate.bias
    return (row * share[:, None]).sum(0)


def run(weight, bias, x):
    return functional_call(experts[0], {"weight": weight, "bias": bias}, x)


a, b = experts
weights, biases = torch.stack([a.weight, b.weight]), torch.stack([a.bias, b.bias])
out = vmap(run, in_dims=(0, 0, None))(weights, biases, x)
mixed = vmap(weigh)(out.transpose(0, 1), gate(x))
mixed.square().mean().backward()
