"""What do the targets of a loop carry?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from .marks import NONE, Marks, is_plain
from .scope import MISSING
from .spans import statements_at

if TYPE_CHECKING:
    from .expressions import Reader


def iterated(
    reader: Reader, target: ast.AST, node: ast.AST
) -> Iterator[tuple[ast.AST, Marks]]:
    """Yield what each target of a loop carries.

    A count carries nothing, and of several things that are walked together each
    target carries its own.
    """
    elements = getattr(target, "elts", [])
    function = node.func if isinstance(node, ast.Call) else None
    name = function.id if isinstance(function, ast.Name) else ""
    given = node.args if isinstance(node, ast.Call) else []
    if name == "enumerate" and len(elements) == 2 and given:
        yield elements[0], NONE
        yield from iterated(reader, elements[1], given[0])
    elif name == "zip" and len(elements) == len(given):
        for one, other in zip(elements, given, strict=True):
            yield from iterated(reader, one, other)
    else:
        yield target, _walked(reader, node)


def _walked(reader: Reader, node: ast.AST) -> Marks:
    """Return what the elements carry that walking over something gives."""
    thing = reader.scope.resolve(node)
    if thing is not MISSING and is_plain(thing):
        return reader.objects.own(thing) | reader.own(node)
    return reader.marks(node)


def bound_inside(reader: Reader, inner: FrameType, name: str) -> Marks:
    """Return the marks of a name that a comprehension of this statement binds."""
    file = inner.f_code.co_filename
    found = reader.names.get(name)
    for statement in statements_at(file, inner.f_lineno):
        for node in ast.walk(statement):
            if isinstance(node, ast.comprehension):
                for target, marks in iterated(reader, node.target, node.iter):
                    found |= marks if _binds(target, name) else NONE
    return found


def _binds(target: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(target))
