"""A statement marks what it binds: names, elements, attributes, receivers."""

from __future__ import annotations

import ast
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from detach_examples.explain.bindings import Binding
from detach_examples.explain.expressions import Reader
from detach_examples.explain.marks import MarkedNames, MarkedObjects
from detach_examples.explain.record import Holder, Value
from detach_examples.explain.tensors import Tensors

MARK = frozenset([Value(None, Holder())])


def bound(statement: str) -> set[str]:
    """Run a statement that reads ``a``; return the expressions that then carry it."""
    space: dict[str, Any] = {
        "a": float("2.5"),
        "plain": float("3.5"),
        "flag": True,
        "many": [],
        "array": np.zeros(2),
        "other": np.zeros(2),
        "thing": SimpleNamespace(),
        "np": np,
    }
    objects = MarkedObjects(Tensors())
    objects.add(space["a"], MARK)
    own: dict[str, Any] = {}

    def look(names: dict[str, Any], node: ast.stmt) -> None:
        frame = sys._getframe(1)
        marked = MarkedNames(own, own, frame.f_code)
        Binding(Reader(frame, objects, marked, {})).statement(node)

    (node,) = ast.parse(statement).body
    exec(f"{statement}\nlook(locals(), node)", {**space, "look": look, "node": node})
    held = {name for name, marks in own.items() if marks}
    thing = space["thing"]
    held |= {f"thing.{n}" for n in vars(thing) if objects.slot(thing, n)}
    return held | {n for n in ("many", "array", "other") if objects.own(space[n])}


@pytest.mark.parametrize(
    ("statement", "carry"),
    [
        ("x = a > 2", {"x"}),
        ("x, y = a > 2, plain > 2", {"x"}),
        ("x: bool = a > 2", {"x"}),
        ("flag &= a > 2", {"flag"}),
        ("thing.yes = a > 2", {"thing.yes"}),
        ("thing.no = plain > 2", set()),
        ("many.append(a > 2)", {"many"}),
        ("many.append(plain)", set()),
        ("array[0] = a", {"array"}),
        ("np.add(other, a, out=array)", {"array"}),
        ("np.copyto(other, a)", {"other"}),
        ("print(x := a > 2)", {"x"}),
    ],
)
def test_a_statement_marks(statement: str, carry: set[str]) -> None:
    assert bound(statement) == carry
