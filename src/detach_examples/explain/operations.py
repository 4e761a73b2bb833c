"""The operations of a step, as they come; the oldest go first."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from .callers import Caller
from .record import Op, Place, Use
from .switches import Switches


class _Open(threading.local):
    """Per function that runs on this thread, what has been read inside it."""

    def __init__(self) -> None:
        self.reads: list[list[Use]] = []


class Operations:
    """Numbers the operations, and remembers so many.

    :param most: how many operations are remembered.
    :param switches: knows who switched gradients off.
    """

    def __init__(self, most: int, switches: Switches) -> None:
        self.most = most
        #: That of the latest operation.
        self.number = 0
        #: Whether operations were forgotten.
        self.bounded = False
        self._switches = switches
        self._ops: deque[Op] = deque()
        self._open = _Open()
        self._lock = threading.Lock()

    def add(self, name: str, uses: list[Use], caller: Caller, kind: str = "") -> Op:
        """Add an operation that runs."""
        self.number += 1
        op = Op(self.number, name, uses, caller.place, kind, caller.role)
        op.tracked = torch.is_grad_enabled()
        if not op.tracked:
            op.switch = self._switches.place
            if torch.is_inference_mode_enabled():
                op.switch_kind = "inference_mode"
        op.thread = threading.get_ident()
        for read in self._open.reads:
            read.extend(uses)
        self._remember(op)
        return op

    def infer(self, name: str, uses: list[Use], place: Place) -> Op:
        """Add an operation that must have run unseen."""
        self.number += 1
        op = Op(self.number, name, uses, place, tracked=False)
        self._remember(op)
        return op

    def _remember(self, op: Op) -> None:
        with self._lock:
            self._ops.append(op)
            if len(self._ops) > self.most:
                self.bounded = True
                old = self._ops.popleft()
                old.uses, old.forgotten = [], True

    @contextmanager
    def inside(self) -> Iterator[list[Use]]:
        """Collect what the operations inside read of what was made before."""
        start, read = self.number, list[Use]()
        self._open.reads.append(read)
        before: list[Use] = []
        try:
            yield before
        finally:
            self._open.reads.pop()
            for use in read:
                maker = use.value.maker
                if maker is None or maker.number <= start:
                    before.append(use)

    def forget(self) -> None:
        """Let go of all."""
        self._ops.clear()
