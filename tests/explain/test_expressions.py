"""What an expression reads, by its text and the frame that it stands in."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
import torch

from detach_examples.explain.expressions import (
    Reader,
)
from detach_examples.explain.marks import NONE, MarkedNames, MarkedObjects
from detach_examples.explain.record import Holder, Value
from detach_examples.explain.tensors import Tensors

Write = Callable[..., Path]


NO_NAMES = MarkedNames({}, {}, (lambda: None).__code__)


class Pair(NamedTuple):
    first: float
    second: float


class Slotted:
    __slots__ = ("value",)


class Asking:
    """An object whose attributes are made when they are asked for."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def value(self) -> float:
        self.asked += 1
        return 1.5


def read(text: str) -> str:
    """Say which of the marked names of this frame an expression reads."""
    a, b, c = float("2.5"), float("3.5"), float("4.5")
    n, plain, tensor = 3, 7.5, torch.ones(3)
    many, pair = [a, plain], Pair(a, plain)
    table: dict[str, Any] = {"a": a, "plain": plain, "deep": {"b": [b]}}
    thing, slotted, asking = SimpleNamespace(a=a, plain=plain), Slotted(), Asking()
    slotted.value = a
    objects = MarkedObjects(Tensors())
    marks = {}
    for name, number in (("a", a), ("b", b), ("c", c)):
        marks[name] = frozenset([Value(None, Holder())])
        objects.add(number, marks[name])
    marks["n"] = frozenset([Value(None, Holder())])
    names = MarkedNames({"n": marks["n"]}, {}, read.__code__)
    reader = Reader(sys._getframe(), objects, names, {})
    found = reader.marks(ast.parse(text, mode="eval").body)
    assert asking.asked == 0, "the program's own code must not run"
    del n, plain, tensor, many, pair, table, thing
    return "".join(name for name in "abcn" if marks[name] <= found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1.5", ""),
        ("plain", ""),
        ("unknown", ""),
        ("a", "a"),
        ("-a ** b", "ab"),
        ("f(a, x=b)", "ab"),
        ("a.method(b)", "ab"),
        ("[a, *many]", "a"),
        ("(a, {b: c})", "abc"),
        ("{**table}", "ab"),
        ("f'{a:.3f}'", "a"),
        ("a if b else c", "ac"),
        ("lambda: a", ""),
        ("[x * b for x in many]", "ab"),
        ("[b for x in many]", "b"),
        ("{x: b for x in many}", "ab"),
        ("sum(x for y in [many] for x in y)", "a"),
        ("len(many)", ""),
        ("isinstance(a, float)", ""),
        ("range(n)", ""),
        ("n", "n"),
        ("n + 1", "n"),
        ("many[0]", "a"),
        ("many[1]", ""),
        ("many[n]", "an"),
        ("tensor[1:n]", ""),
        ("tensor[n, 1:2]", "n"),
        ("table['a']", "a"),
        ("table['plain']", ""),
        ("table['deep']['b'][0]", "b"),
        ("table.get('a')", "ab"),
        ("thing.a", "a"),
        ("thing.plain", ""),
        ("pair.first", "a"),
        ("pair.second", ""),
        ("slotted.value", "a"),
        ("asking.value", ""),
        ("tensor", ""),
    ],
)
def test_an_expression_reads(text: str, names: str) -> None:
    assert read(text) == names


def test_a_value_that_left_within_the_statement_is_read_by_its_place() -> None:
    mark = frozenset([Value(None, Holder())])
    objects = MarkedObjects(Tensors())
    reader = Reader(sys._getframe(), objects, NO_NAMES, {(1, 4, 1, 12): mark})
    assert reader.marks(ast.parse("2 * w.item()", mode="eval").body) == mark
    assert reader.marks(ast.parse("3 + v.item()", mode="eval").body) == mark
    assert reader.marks(ast.parse("30 + v.item()", mode="eval").body) == NONE


def test_what_a_name_held_before_its_statement_is_remembered() -> None:
    objects = MarkedObjects(Tensors())
    mark = frozenset([Value(None, Holder())])
    value = float("2.5")
    objects.add(value, mark)
    reader = Reader(sys._getframe(), objects, NO_NAMES, {})
    node = ast.parse("value", mode="eval").body
    reader.look(node)
    value = 1.5
    reader.scope.refresh()
    assert reader.marks(node) == mark
    assert Reader(sys._getframe(), objects, NO_NAMES, {}).marks(node) == NONE
