"""Which earlier statements a piece of code needs, so that a card can stand alone.

What is found is a good guess, made without running anything: the tests run every
card alone, and compare what it prints with its back.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import cache

from .names import GRAD, bindings, edits, fills, free, shared


def needed(before: Sequence[str], code: Iterable[str]) -> list[str]:
    """Return the statements among those before that code needs, in their order.

    >>> needed(["a = 1", "b = a + 1", "c = 3", "b += 1"], ["print(b)"])
    ['a = 1', 'b = a + 1', 'b += 1']
    >>> needed(["from m import f, g", "x = []", "x.append(2)"], ["f(x)"])
    ['from m import f', 'x = []', 'x.append(2)']
    """
    parsed = [_parsed(text) for text in before]
    modules = bindings(n for body in parsed for n in body if _is_import(n))
    sources = dict(pair for body in parsed for pair in shared(body))
    wanted = free(ast.parse("\n".join(code)).body)
    kept: list[str] = []
    for text, body in reversed(list(zip(before, parsed, strict=True))):
        bound = bindings(body)
        touched = edits(body) - modules  # a function of a module edits no module
        touched |= {sources[name] for name in touched & set(sources)}
        filled = fills(body) and any(name.endswith(GRAD) for name in wanted)
        if wanted & (bound | touched) or filled:
            kept.append(_only(text, body, wanted))
            wanted -= bound | {name + GRAD for name in bound}
            wanted |= free(body)
    return kept[::-1]


@cache
def _parsed(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def without_idle_resets(statements: Iterable[str]) -> list[str]:
    """Leave out what sets a gradient to None before anything has filled one.

    >>> without_idle_resets(["x.grad = None", "y.backward()", "x.grad = None"])
    ['y.backward()', 'x.grad = None']
    """
    kept: list[str] = []
    filled = False
    for text in statements:
        body = ast.parse(text).body
        if _is_reset(body) and not filled:
            continue
        filled = filled or fills(body) or any(n.endswith(GRAD) for n in bindings(body))
        kept.append(text)
    return kept


def _is_reset(body: list[ast.stmt]) -> bool:
    match body:
        case [ast.Assign([ast.Attribute(attr="grad")], ast.Constant(None))]:
            return True
    return False


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _only(text: str, body: list[ast.stmt], wanted: set[str]) -> str:
    """Return a statement; an import without the names that nobody wants."""
    match body:
        case [ast.ImportFrom(module, names, level)]:
            kept = [n for n in names if (n.asname or n.name) in wanted]
            return ast.unparse(ast.ImportFrom(module, kept, level))
    return text
