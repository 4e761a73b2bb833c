"""How the loss depends on values, with gradient and without."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .blame import Cut, blame
from .judged import Judged, Step
from .record import Holder, Op, Value


class _Edge(NamedTuple):
    """A dependence without gradient, from the value read to the value made."""

    read: Value
    made: Value


class Paths:
    """How the judged call's loss depends on values, with and without gradient."""

    def __init__(self, judged: Judged) -> None:
        self._judged = judged
        self.ops: dict[int, Op] = {}
        self.values: list[Value] = []
        self._walk(judged.roots)
        self._by_sequence = sorted(
            (op for op in self.ops.values() if op.sequence >= 0),
            key=lambda op: (op.sequence, op.number),
        )
        self._sequences = [op.sequence for op in self._by_sequence]
        self._mark_blocked()

    def _walk(self, roots: list[Value]) -> None:
        met = {id(v) for v in roots}
        todo = list(roots)
        held: set[int] = set()
        self._rewritten: set[int] = set()
        while todo:
            value = todo.pop()
            self.values.append(value)
            if value.holder.leaf:
                again = self._rewritten if id(value.holder) in held else held
                again.add(id(value.holder))
            if value.maker is None:
                continue
            self.ops[id(value.maker)] = value.maker
            for use in value.maker.uses:
                if id(use.value) not in met:
                    met.add(id(use.value))
                    todo.append(use.value)

    @property
    def doubt(self) -> str:
        """Why a dependence may be missing here, or nothing."""
        if any(op.forgotten for op in self.ops.values()):
            return "the bound on operations was hit, and its part may be forgotten"
        return self._judged.doubt

    @property
    def raised(self) -> bool:
        """Whether the judged call raised an error."""
        return self._judged.raised is not None

    def op_of(self, step: Step) -> Op | None:
        """Return the operation that recorded a node of the backward graph."""
        if step.sequence < 0:
            return None
        at = bisect_left(self._sequences, step.sequence)
        return self._by_sequence[at] if at < len(self._by_sequence) else None

    def _mark_blocked(self) -> None:
        """A node that got a gradient may have given none to an input."""
        for step in self._judged.steps:
            if not any(g is not None for g in step.got):
                continue
            for given, (target, _) in zip(step.gave, step.feeds, strict=False):
                if given is None and target is not None:
                    self._block(step, target)

    def _block(self, step: Step, target: Step | Holder) -> None:
        op = self.op_of(step)
        if op is None or op.kind not in ("custom_function", ""):
            return
        for i, use in enumerate(op.uses):
            maker = use.value.maker
            if isinstance(target, Holder):
                same = use.value.holder is target
            else:
                same = maker is not None and maker is self.op_of(target)
            if same:
                op.blocked.add(i)
                op.kind = op.kind or "not_differentiable"

    def live(self, tails: Iterable[Value]) -> Iterator[Value]:
        """Yield all values that gradient from the given ones would reach."""
        todo = list(tails)
        met = {id(v) for v in todo}
        while todo:
            value = todo.pop()
            yield value
            op = value.maker
            if op is None:
                continue
            for i, use in enumerate(op.uses):
                if id(use.value) not in met and op.carries(i, value):
                    met.add(id(use.value))
                    todo.append(use.value)

    def leaves_behind(self, edges: Iterable[_Edge]) -> set[int]:
        """Return the leaves that gradient would come to, had the edges carried it."""
        reached = self.live(edge.read for edge in edges)
        return {id(v.holder) for v in reached if v.holder.leaf}

    def reaching(self, avoiding: Holder) -> set[int]:
        """Return the values that reach the loss other than through a leaf itself.

        A leaf that is edited by its own values remains itself: that is no cut.
        """
        todo = [v for v in self._judged.roots if v.holder is not avoiding]
        met = {id(v) for v in todo}
        while todo:
            op = todo.pop().maker
            for use in op.uses if op is not None else ():
                if use.value.holder is not avoiding and id(use.value) not in met:
                    met.add(id(use.value))
                    todo.append(use.value)
        return met

    @property
    def rewritten(self) -> set[int]:
        """The leaves that were written in place on the way to the loss."""
        return self._rewritten

    def cuts(self) -> dict[Cut, list[_Edge]]:
        """Return the dead edges by what is to blame."""
        found: dict[Cut, list[_Edge]] = {}
        for value in self.values:
            op = value.maker
            if op is None:
                continue
            for i, use in enumerate(op.uses):
                if use.value.hot and not op.carries(i, value):
                    edge = _Edge(use.value, value)
                    found.setdefault(blame(op, i, value), []).append(edge)
        return found
