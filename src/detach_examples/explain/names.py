"""What does the program call its tensors?  Names for drawings."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from .judged import Named
from .record import Holder, Value

if TYPE_CHECKING:
    from .tracer import Tracer


class Names:
    """Names of values: parameters by their path, others by their variable."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._of: dict[int, tuple[Holder, str]] = {}

    def add(self, named: Iterable[Named]) -> None:
        """Take the names of parameters."""
        for name, holder, _ in named:
            self._of[id(holder)] = (holder, name)

    def of(self, value: Value) -> str:
        """Return what a value is called, or nothing."""
        found = self._of.get(id(value.holder))
        return found[1] if found is not None else ""

    def look_around(self) -> None:
        """Take the names of the variables that the user's code now sees."""
        for frame in self._tracer.callers.users_frames(sys._getframe(1)):
            self._take(self._tracer.callers.locals_of(frame))
            self._take(frame.f_globals)

    def _take(self, space: dict[str, Any]) -> None:
        for name, thing in list(space.items()):
            if isinstance(thing, Tensor):
                self._name(name, thing)
            elif isinstance(thing, nn.Module) and not name.startswith("_"):
                for path, parameter in thing.named_parameters():
                    self._name(f"{name}.{path}", parameter)

    def _name(self, name: str, tensor: Tensor) -> None:
        holder = self._tracer.tensors.holder(tensor)
        if holder is not None and not name.startswith("_"):
            self._of.setdefault(id(holder), (holder, name))
