"""What an expression stands for is looked up where it is stored, and never computed."""

from __future__ import annotations

import ast
import sys
from typing import Any, NamedTuple

import pytest

from detach_examples.explain.marks import NONE
from detach_examples.explain.scope import MISSING, Scope


class Pair(NamedTuple):
    first: int


class Computing(dict[str, int]):
    """Computes what it holds, and what its attribute is."""

    def __getitem__(self, key: str) -> int:
        raise AssertionError("the program's own code must not run")

    @property
    def value(self) -> int:
        raise AssertionError("the program's own code must not run")


def found(text: str) -> Any:
    """Resolve an expression in this frame."""
    many, pair, table = [1, 2], Pair(3), Computing(four=4)
    hidden = 5
    scope = Scope(sys._getframe())
    scope.bound["hidden"] = NONE
    thing = scope.resolve(ast.parse(text, mode="eval").body)
    del many, pair, table, hidden
    return thing


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("many[1]", 2),
        ("many[2]", MISSING),
        ("pair.first", 3),
        ("pair[0]", 3),
        ("table['four']", 4),
        ("table['five']", MISSING),
        ("table.value", MISSING),
        ("hidden", MISSING),
        ("nowhere", MISSING),
        ("len", len),
        ("Pair", Pair),
        ("many.copy()", MISSING),
    ],
)
def test_an_expression_stands_for(text: str, thing: Any) -> None:
    assert found(text) == thing


def test_a_name_is_looked_up_again_when_that_is_asked_for() -> None:
    name = 1
    scope = Scope(sys._getframe())
    name = 2
    scope.refresh()
    assert scope.lookup("name") == name == 2
