"""What does the program call its tensors?  Names for drawings."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from .facts import is_wrapped
from .judged import Named
from .record import Holder, Value

if TYPE_CHECKING:
    from .tracer import Tracer

#: A tensor with more elements shows its shape.
_FEW = 4


class Names:
    """Names of values: parameters by their path, others by their variable."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._of: dict[int, tuple[Holder, str]] = {}
        self._numbers: dict[int, tuple[Value, str]] = {}

    def add(self, named: Iterable[Named]) -> None:
        """Take the names of parameters."""
        for name, holder, _ in named:
            self._of[id(holder)] = (holder, name)

    def of(self, value: Value) -> str:
        """Return what a value is called, or nothing."""
        found = self._of.get(id(value.holder))
        return found[1] if found is not None else ""

    def numbers(self, value: Value) -> str:
        """Return the numbers that a value held when they were looked at, or nothing."""
        found = self._numbers.get(id(value))
        return found[1] if found is not None else ""

    def look_around(self) -> None:
        """Take the names and numbers of the variables that the user's code now sees."""
        for frame in self._tracer.callers.users_frames(sys._getframe(1)):
            self.take(self._tracer.callers.locals_of(frame))
            self.take(frame.f_globals)

    def take(self, space: dict[str, Any]) -> None:
        """Take the names and numbers of the variables in a namespace."""
        for name, thing in list(space.items()):
            if isinstance(thing, Tensor):
                self._name(name, thing)
            elif isinstance(thing, nn.Module) and not name.startswith("_"):
                for path, parameter in thing.named_parameters():
                    self._name(f"{name}.{path}", parameter)

    def _name(self, name: str, tensor: Tensor) -> None:
        known = self._tracer.tensors.find(tensor)
        if known is None or name.startswith("_"):
            return
        self._of.setdefault(id(known.holder), (known.holder, name))
        if _is_plain(tensor) and tensor.numel() <= _FEW:
            self._numbers[id(known.value)] = (known.value, written(tensor))


def _is_plain(tensor: Tensor) -> bool:
    """Say whether its numbers can be read here and now."""
    plain = type(tensor) in (Tensor, nn.Parameter) and tensor.layout is torch.strided
    return plain and not tensor.is_meta and not is_wrapped(tensor)


def written(tensor: Tensor) -> str:
    """Write down the numbers of a small tensor.

    >>> written(torch.tensor([0.5, 1 / 3]))
    '[0.5, 0.3333]'
    """
    with torch._C.DisableTorchFunction():
        numbers = tensor.detach().flatten().tolist()
    shown = ", ".join(f"{n:.4g}" for n in numbers)
    return shown if tensor.dim() == 0 else f"[{shown}]"
