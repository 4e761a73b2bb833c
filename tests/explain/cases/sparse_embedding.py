import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

# no cut: the gradients of the tables are made sparse; a hook makes them dense afterwards


def make_dense(p):
    p.grad = p.grad.to_dense()


user = nn.Embedding(30, 4, sparse=True)
items = nn.EmbeddingBag(40, 4, sparse=True, mode="sum")
for table in (user, items):
    table.weight.register_post_accumulate_grad_hook(make_dense)
bias = nn.Parameter(torch.zeros(30, 1))
opt = torch.optim.SGD([*user.parameters(), *items.parameters(), bias], lr=0.1)
who = torch.randint(0, 30, (8,))
basket = torch.randint(0, 40, (8, 3))
clicked = torch.randint(0, 2, (8,)).float()

score = (user(who) * items(basket)).sum(dim=1) + bias[who, 0]
loss = F.binary_cross_entropy_with_logits(score, clicked)

opt.zero_grad()
loss.backward()
opt.step()
