"""Compiled code: what happens inside is not seen, only what enters and leaves it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import Any

from .callers import Caller
from .facts import asks, tensors_in
from .record import Use
from .tensors import Tensors

_READS = 100


class _Latest(threading.local):
    """What compiled code of this thread has read of late."""

    def __init__(self) -> None:
        self.reads: deque[Use] = deque(maxlen=_READS)


class Compiled:
    """Knows whether compiled code ran, and what it read."""

    def __init__(self, tensors: Tensors) -> None:
        self.met = False
        self._tensors = tensors
        self._latest = _Latest()

    def hides(self, caller: Caller) -> bool:
        """Say whether a call is not to be recorded: it moves, or is compiled."""
        if caller.role == "compiled":
            self.met = True
        return caller.role in ("move", "compiled")

    def read(self, caller: Caller, things: Iterable[Any]) -> None:
        """Remember what compiled code reads that carries values without gradient.

        What it makes is met later, and its history tells of the rest.
        """
        if caller.role != "compiled":
            return
        for tensor in tensors_in(things):
            known = self._tensors.find(tensor)
            if known is not None and known.value.hot and not asks(tensor):
                self._latest.reads.append(Use(known.value, False))

    def reads(self) -> list[Use]:
        """Return what compiled code has read of late, on this thread."""
        return list(self._latest.reads)
