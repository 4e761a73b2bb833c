import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Tree(nn.Module):
    """Sums up a nested tuple of words from the leaves to the root."""

    def __init__(self, vocab, dim, max_depth):
        super().__init__()
        self.max_depth = max_depth
        self.words = nn.Embedding(vocab, dim)
        self.merge = nn.Linear(2 * dim, dim)
        self.empty = nn.Parameter(torch.randn(dim))

    def forward(self, node, depth=0):
        if node is None:
            return self.empty
        if isinstance(node, int):
            return self.words.weight[node]
        left, right = (self(child, depth + 1) for child in node)
        h = torch.tanh(self.merge(torch.cat([left, right])))
        if depth >= self.max_depth:
            h = h.detach()  # partial[detach]: tree.words.weight tree.merge.weight tree.merge.bias; cut[detach]: tree.empty
        return h


# the only empty leaf lies deep below the line where gradients end
tree = Tree(8, 4, max_depth=2)
head = nn.Linear(4, 2)
opt = torch.optim.SGD([*tree.parameters(), *head.parameters()], lr=0.1)
sentence = ((1, (2, (3, None))), (4, 5))

loss = F.cross_entropy(head(tree(sentence)), torch.tensor(1))
opt.zero_grad()
loss.backward()
opt.step()
