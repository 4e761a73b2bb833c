"""A frame's place in the program's text: its expression, its statement, its owner."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from detach_examples.explain.spans import (
    node_at,
    owner_of,
    running_span,
    statements_at,
)

Write = Callable[..., Path]


def test_the_running_expression_is_found_by_its_place(write: Write) -> None:
    source = "def f(ask):\n    return 1 + ask(\n        2)\n"
    file = str(write(source))
    space: dict[str, Any] = {}
    exec(compile(source, file, "exec"), space)
    spans = []
    space["f"](lambda x: spans.append(running_span(sys._getframe(1))) or 1)
    node = node_at(file, spans[0])
    assert isinstance(node, ast.Call)
    assert ast.unparse(node) == "ask(2)"
    assert [type(s) for s in statements_at(file, 3)] == [ast.FunctionDef, ast.Return][
        1:
    ]
    assert node_at(file, None) is None


def test_a_comprehension_belongs_to_the_frame_around_it() -> None:
    def owner() -> FrameType:
        return owner_of(sys._getframe(1))

    here = sys._getframe()
    assert owner() is here
    assert [owner() for _ in "x"] == [here]
    assert next(owner() for _ in "x") is here
    own = (lambda: (owner(), sys._getframe()))()
    assert own[0] is own[1] is not here
