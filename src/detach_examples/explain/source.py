"""What a program's text says about a line: its statement, its decorators."""

from __future__ import annotations

import ast
import linecache
from functools import lru_cache


@lru_cache(maxsize=64)
def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def tree_of(file: str) -> ast.Module | None:
    """Return the parsed text of a file, or None where there is none to read."""
    text = "".join(linecache.getlines(file))
    return _tree(text) if text else None


def _spans(tree: ast.Module) -> list[tuple[int, int]]:
    """First and last lines of all statements; of a compound one, of its header."""
    spans = []
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", ()):
            spans.append((decorator.lineno, decorator.end_lineno or decorator.lineno))
        if isinstance(node, ast.stmt):
            spans.append((node.lineno, _last_line(node)))
    return spans


def _last_line(node: ast.stmt) -> int:
    body = getattr(node, "body", None)
    if not body:
        return node.end_lineno or node.lineno
    first = min([body[0].lineno, *_decorator_lines(body[0])])
    return int(max(node.lineno, first - 1))


def _decorator_lines(node: ast.AST) -> list[int]:
    return [d.lineno for d in getattr(node, "decorator_list", ())]


#: By file: the lines that were read, and where the statements of each begin.
_known_starts: dict[str, tuple[list[str], dict[int, int]]] = {}


def _starts(file: str) -> dict[int, int]:
    lines = linecache.getlines(file)
    known = _known_starts.get(file)
    if known is not None and known[0] is lines:
        return known[1]
    tree = _tree("".join(lines))
    starts: dict[int, int] = {}
    for first, last in _spans(tree) if tree else ():
        for line in range(first, last + 1):
            starts[line] = max(first, starts.get(line, 0))
    _known_starts[file] = lines, starts
    return starts


def statement_line(file: str, line: int) -> int:
    """Return the first line of the innermost statement that covers ``line``."""
    return _starts(file).get(line, line)


#: What a decorator that turns gradients off is called.
_OFF = ("no_grad", "inference_mode", "set_grad_enabled")


def decorator_line(file: str, function_line: int) -> int:
    """Return the line of the decorator that turns gradients off for a function.

    :param function_line: where the function's code begins, decorators included.
    """
    tree = tree_of(file)
    for node in ast.walk(tree) if tree else ():
        lines = _decorator_lines(node)
        if function_line in (*lines, getattr(node, "lineno", None)):
            for decorator in getattr(node, "decorator_list", ()):
                if any(word in ast.dump(decorator) for word in _OFF):
                    return int(decorator.lineno)
    return function_line
