from collections import namedtuple
from dataclasses import dataclass, field, replace

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

Output = namedtuple("Output", "logits hidden extras")


@dataclass
class Batch:
    x: torch.Tensor
    y: torch.Tensor
    context: dict = field(default_factory=dict)


class Model(nn.Module):
    """No cut: tensors travel in dicts, tuples and objects; detached copies only lie there."""

    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict({"x": nn.Linear(5, 6), "side": nn.Linear(2, 6)})
        self.scales = nn.ParameterDict({"x": torch.ones(6), "side": torch.full((6,), 0.5)})
        self.head = nn.Linear(6, 3)

    def forward(self, batch):
        inputs = {"x": batch.x, **batch.context}
        hidden = {k: self.scales[k] * part(inputs[k]) for k, part in self.parts.items()}
        total = torch.stack(list(hidden.values())).sum(dim=0).tanh()
        cache = {k: v.detach() for k, v in hidden.items()}
        return Output(self.head(total), hidden, {"cache": cache, "norm": total.norm().item()})


model = Model()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
batch = Batch(torch.randn(9, 5), torch.randint(0, 3, (9,)))
batch = replace(batch, context={"side": torch.randn(9, 2)})

out = model(batch)
out = out._replace(extras=None)
loss = F.cross_entropy(out.logits, batch.y) + 0.1 * out.hidden["side"].pow(2).mean()
opt.zero_grad()
loss.backward()
opt.step()
