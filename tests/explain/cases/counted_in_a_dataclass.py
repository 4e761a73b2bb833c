from dataclasses import dataclass, field

import torch
from torch import nn

torch.manual_seed(0)


@dataclass
class State:
    hidden: torch.Tensor
    steps: int = 0
    norms: list = field(default_factory=list)

    def advance(self, hidden):
        norms = [*self.norms, hidden.norm().item()]
        return State(hidden, self.steps + 1, norms)


# no cut: norms are collected beside the state, and only their number is used
cell, head = nn.RNNCell(3, 4), nn.Linear(4, 1)
state = State(torch.zeros(2, 4))
for x in torch.randn(5, 2, 3):
    state = state.advance(cell(x, state.hidden))
loss = head(state.hidden).square().mean() / len(state.norms) / state.steps
loss.backward()
