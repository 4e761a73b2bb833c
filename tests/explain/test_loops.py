"""Of a loop each target carries what it is given, and a count carries nothing."""

from __future__ import annotations

import ast
import sys
from types import SimpleNamespace

import pytest

from detach_examples.explain.expressions import Reader
from detach_examples.explain.loops import iterated
from detach_examples.explain.marks import MarkedNames, MarkedObjects
from detach_examples.explain.record import Holder, Value
from detach_examples.explain.tensors import Tensors


def carried(loop: str) -> dict[str, str]:
    """Say which of the marked lists of this frame each target of a loop carries."""
    a, b, objects = [1.5], [2.5], MarkedObjects(Tensors())
    plain = SimpleNamespace(a=a)
    marks = {name: frozenset([Value(None, Holder())]) for name in "ab"}
    objects.add(a, marks["a"])
    objects.add(b, marks["b"])
    frame = sys._getframe()
    reader = Reader(frame, objects, MarkedNames({}, {}, frame.f_code), {})
    (node,) = ast.parse(f"for {loop}: pass").body
    assert isinstance(node, ast.For)
    found = {
        ast.unparse(target): "".join(n for n in marks if marks[n] <= held)
        for target, held in iterated(reader, node.target, node.iter)
    }
    del plain
    return found


@pytest.mark.parametrize(
    ("loop", "targets"),
    [
        ("x in a", {"x": "a"}),
        ("i, x in enumerate(a)", {"i": "", "x": "a"}),
        ("x, y in zip(a, b)", {"x": "a", "y": "b"}),
        ("i, (x, y) in enumerate(zip(a, b))", {"i": "", "x": "a", "y": "b"}),
        ("x, y in zip(a, b, b)", {"(x, y)": "ab"}),
        ("x in a + b", {"x": "ab"}),
        ("x in plain", {"x": ""}),
    ],
)
def test_a_target_carries(loop: str, targets: dict[str, str]) -> None:
    assert carried(loop) == targets
