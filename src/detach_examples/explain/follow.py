"""Follow a value that left autograd through Python, statement by statement.

Numbers and arrays hold no reference to the tensor that they came from.  From the
first such value on, a trace function looks at each statement of the user's program
before and after it runs, and marks what it binds.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

import numpy as np
from torch import Tensor, nn

from . import calls
from .callers import Caller, Callers
from .expressions import Reader
from .frames import Frames
from .marks import NONE, Marks
from .record import Use, Value
from .spans import node_at, running_span, statements_at
from .statements import Statements
from .tensors import Tensors

_DEEPEST = 6


class Follower:
    """Marks the Python objects that depend on values which left autograd."""

    def __init__(self, callers: Callers, tensors: Tensors) -> None:
        self._frames = Frames(tensors)
        self.statements = Statements(callers, self._frames)

    def escaped(self, result: Any, value: Value, caller: Caller) -> None:
        """A value has left autograd as ``result``."""
        marks = frozenset([value])
        self.statements.start(caller.frame)
        self._frames.objects.add_all(result, marks)
        self._frames.gave(caller.frame, marks)

    def entering(
        self, name: str, args: Iterable[Any], kwargs: dict[str, Any], caller: Caller
    ) -> list[Use]:
        """Return the uses of values that come back to torch as numbers or arrays."""
        whole = name in calls.COUNTS_WHOLE
        numbers = list(_numbers([*args, *kwargs.values()], whole))
        if not numbers:
            return []
        found = NONE
        for number in numbers:
            found |= self._frames.objects.of(number)
        found |= self._expression(caller.frame)
        return [Use(value, False) for value in found]

    def _expression(self, frame: FrameType) -> Marks:
        """Return the marks of the operands that a frame hands over."""
        node = node_at(frame.f_code.co_filename, running_span(frame))
        if node is None:
            return NONE
        reader = self._frames.reader(frame)
        if isinstance(node, ast.Call):
            keywords = [k.value for k in node.keywords]
            return reader.union([*node.args, *keywords])
        if isinstance(node, ast.AugAssign):
            return reader.marks(node.value)
        if isinstance(node, ast.Subscript):
            if isinstance(node.ctx, ast.Store):
                return reader.index(node.slice) | self._stored(reader, frame)
            return reader.index(node.slice)
        return reader.union(ast.iter_child_nodes(node))

    def _stored(self, reader: Reader, frame: FrameType) -> Marks:
        found = NONE
        for statement in statements_at(frame.f_code.co_filename, frame.f_lineno):
            if isinstance(statement, (ast.Assign, ast.AugAssign)):
                found |= reader.marks(statement.value)
        return found

    def unseen(self, tensor: Tensor, caller: Callable[[], Caller]) -> list[Use]:
        """Return the uses behind a tensor that Python made out of sight.

        One that was read from a file is met before the statement that reads it ends.
        """
        if not self.statements.active:
            return []
        marks = self._frames.objects.own(tensor)
        if not marks and not isinstance(tensor, nn.Parameter):
            read = self._expression(caller().frame)
            marks = frozenset(v for v in read if v.maker and v.maker.name == "pickle")
        return [Use(value, False) for value in marks]


def _numbers(things: Iterable[Any], whole: bool, depth: int = 0) -> Iterator[Any]:
    """Yield the numbers and arrays among arguments whose values count."""
    for thing in things:
        if (
            isinstance(thing, (float, complex, np.ndarray, np.generic))
            or isinstance(thing, int)
            and whole
        ):
            yield thing
        elif isinstance(thing, (list, tuple)) and depth < _DEEPEST:
            yield from _numbers(thing, whole, depth + 1)
