"""Where did a gradient turn into exact zeros?"""

from __future__ import annotations

from .cuts import ALWAYS_ZERO, zero_kind
from .judged import Judged, Step
from .paths import Paths
from .record import Holder, Place, Site
from .verdict import Cause

#: Causes and notes, in the order in which they were found.
_Found = dict["Cause | str", None]


class Zeros:
    """Finds where a gradient turned into exact zeros."""

    def __init__(self, paths: Paths, judged: Judged) -> None:
        self._paths = paths
        self._judged = judged
        self._found: dict[int, _Found] = {}
        self._hooked: dict[int, list[Place]] = {}
        for value in paths.values:
            if value.holder.hooks and value.maker is not None:
                held = self._hooked.setdefault(id(value.maker), [])
                held += value.holder.hooks
        self._into: dict[int, list[tuple[Step, int]]] = {}
        for step in judged.steps:
            for i, (target, _) in enumerate(step.feeds):
                if target is not None:
                    self._into.setdefault(id(target), []).append((step, i))

    def of(self, holder: Holder) -> tuple[list[Cause], str]:
        """Return the lines that made a leaf's gradient zero, and a note."""
        found = self._above(holder)
        causes = [f for f in found if isinstance(f, Cause)]
        notes = [f for f in found if isinstance(f, str)]
        return causes, "; ".join(notes)

    def _above(self, start: Step | Holder) -> _Found:
        """Walk towards the loss, once for each node however many leaves ask."""
        todo: list[Step | Holder] = [start]
        while todo:
            here = todo[-1]
            if id(here) in self._found:
                todo.pop()
                continue
            own, further = self._at(here)
            missing = [s for s in further if id(s) not in self._found]
            if missing:
                todo += missing
                continue
            for step in further:
                own.update(self._found[id(step)])
            self._found[id(here)] = own
            todo.pop()
        return self._found[id(start)]

    def _at(self, here: Step | Holder) -> tuple[_Found, list[Step]]:
        """Return what is to blame at a node, and where to look further up."""
        own: _Found = {}
        further: list[Step] = []
        above = self._into.get(id(here)) or self._checkpoints(here)
        if isinstance(here, Step) and not above:
            own.update(dict.fromkeys(self._hooks(here)))  # on what backward had
        for step, i in above:
            given = step.gave[i] if i < len(step.gave) else None
            if given:
                own.update(dict.fromkeys(self._hooks(here)))
            elif given is False:
                blamed = self._blamed(step)
                own.update(dict.fromkeys(blamed or ()))
                further += [] if blamed is not None else [step]
        return own, further

    def _checkpoints(self, here: Step | Holder) -> list[tuple[Step, int]]:
        """A reentrant checkpoint runs its own backward: its node stands for it."""
        found = []
        for step in self._judged.steps if isinstance(here, Holder) else ():
            op = self._paths.op_of(step)
            if op is None or op.kind != "checkpoint":
                continue
            if any(use.value.holder is here for use in op.uses):
                found.append((step, 0))
        return found

    def _blamed(self, step: Step) -> list[Cause | str] | None:
        """Blame a node that turned a gradient into zeros, or would have; else None."""
        kind = zero_kind(step.name)
        if not any(step.got) and kind not in ALWAYS_ZERO:
            return None
        op = self._paths.op_of(step)
        if kind == "hook":
            return [_cause("hook", "hook", p) for p in self._judged.zeroing]
        if op is None:
            return []
        if kind:
            return [_cause(kind, op.name, op.place)]
        line = Site.of(op.place).line
        return [f"it turns to exact zeros in {step.name} at line {line}"]

    def _hooks(self, here: Step | Holder) -> list[Cause]:
        """A gradient that was something on its way and zeros on arrival."""
        if isinstance(here, Holder):
            places = here.hooks
        else:
            op = self._paths.op_of(here)
            places = self._hooked.get(id(op), []) if op is not None else []
        return [_cause("hook", "register_hook", p) for p in places]


def _cause(kind: str, op: str, place: Place) -> Cause:
    return Cause("zero", kind, op, *Site.of(place))
