"""Records that are made by hand, and judged."""

from __future__ import annotations

import sys
from typing import Any

from detach_examples.explain.judged import Judged, Named
from detach_examples.explain.judgement import verdicts
from detach_examples.explain.record import Holder, Op, Place, Site, Use, Value
from detach_examples.explain.verdict import Parameter

SITE = Site("train.py", 9, "loss.backward()")


class Graph:
    """Makes values and operations; each operation stands on the line that made it."""

    def __init__(self) -> None:
        self.number = 0
        self.named: list[Named] = []
        self.lines: dict[str, int] = {}

    def leaf(self, name: str, arrival: str | None = None, asks: bool = True) -> Value:
        """Make a parameter, with what the judged backward brought it."""
        holder = Holder(leaf=True, arrival=arrival, requires_grad=asks)
        self.named.append(Named(name, holder, asks))
        return Value(None, holder, asks, True)

    def make(self, name: str, *uses: Value, live: bool = True, **more: Any) -> Value:
        """Make a value of others, and read them."""
        self.number += 1
        frame = sys._getframe(1)
        self.lines[name] = frame.f_lineno
        place = Place(frame.f_code, frame.f_lasti)
        for value in uses:
            value.mark_read()
        op = Op(self.number, name, [Use(v, v.requires_grad) for v in uses], place)
        for key, value in more.items():
            setattr(op, key, value)
        return Value(op, Holder(), live, any(v.hot for v in uses))

    def judge(self, *roots: Value, **more: Any) -> dict[str, Parameter]:
        """Return the verdicts on the leaves, by their names."""
        judged = Judged([*roots], SITE, named=self.named, **more)
        return {p.name: p for p in verdicts(judged)}

    def blamed(self, parameter: Parameter) -> list[tuple[str, str, int]]:
        """Return what the causes of a verdict say: effect, kind and line."""
        return [(c.effect, c.kind, c.line) for c in parameter.causes]
