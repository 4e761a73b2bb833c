"""The subject: a small model, and nine ways to cut it in the middle.

Each cut is a function of its own, so that any line of it names the cut.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import torch
from torch import Tensor, nn


def detach(h: Tensor) -> Tensor:
    """Leave the graph, and keep the memory."""
    return h.detach()


def data(h: Tensor) -> Tensor:
    """Do as detach does, unseen by the version counter."""
    return h.data


def no_grad(h: Tensor) -> Tensor:
    """Compute where nothing is recorded."""
    with torch.no_grad():
        return h * 1.5


def numpy(h: Tensor) -> Tensor:
    """Go through an array."""
    return torch.from_numpy(h.detach().numpy())


def item(h: Tensor) -> Tensor:
    """Go through one Python number."""
    return torch.full((3, 4), h.mean().item())


def tolist(h: Tensor) -> Tensor:
    """Go through a list of Python numbers."""
    return torch.tensor(h.tolist())


def argmax(h: Tensor) -> Tensor:
    """Go through an integer."""
    return torch.eye(4)[h.argmax(dim=1)]


def rounded(h: Tensor) -> Tensor:
    """Take a step function: its gradient is exactly zero."""
    return (4 * h).round()


def comparison(h: Tensor) -> Tensor:
    """Go through truth values."""
    return (h > 0).float()


CUTS: dict[str, Callable[[Tensor], Tensor]] = {
    "detach": detach,
    ".data": data,
    "no_grad": no_grad,
    "numpy": numpy,
    "item": item,
    "torch.tensor(tolist)": tolist,
    "argmax": argmax,
    "round": rounded,
    "comparison": comparison,
}


class Net(nn.Module):
    """A layer, a cut, a layer, a rectifier, a layer."""

    def __init__(self, cut: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.cut = cut
        self.enc = nn.Linear(4, 4)
        self.mid = nn.Linear(4, 4)
        self.head = nn.Linear(4, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return one number per row."""
        h = self.enc(x)
        h = self.cut(h)
        h = torch.relu(self.mid(h))
        y: Tensor = self.head(h)
        return y


def batch() -> Tensor:
    """Return the input: three rows."""
    return torch.linspace(-1, 1, 12).reshape(3, 4)


def lines_of(cut: Callable[[Tensor], Tensor]) -> set[int]:
    """Return the lines of a cut."""
    source, first = inspect.getsourcelines(cut)
    return set(range(first, first + len(source)))


def without_gradient(net: nn.Module) -> set[str]:
    """Return the parameters that a backward left none, or zeros: the truth."""
    return {
        name
        for name, p in net.named_parameters()
        if p.grad is None or not p.grad.count_nonzero()
    }
