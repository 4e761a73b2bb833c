"""Where in a program's text is a frame?  Its expression and its statements."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FrameType

from .source import tree_of

#: First line and column, last line and column.
Span = tuple[int, int, int, int]
_MOST_CODES = 5000
_INNER_NAMES = ("<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>")
_known_positions: dict[int, tuple[CodeType, list[tuple[int | None, ...]]]] = {}


def span_of(node: ast.AST) -> Span | None:
    """Return where a node stands."""
    if not isinstance(node, (ast.expr, ast.stmt)):
        return None
    end_line = node.end_lineno or node.lineno
    return node.lineno, node.col_offset, end_line, node.end_col_offset or 0


@lru_cache(maxsize=64)
def _nodes(file: str, size: int) -> dict[Span, ast.AST]:
    tree = tree_of(file)
    found: dict[Span, ast.AST] = {}
    for node in ast.walk(tree) if tree else ():
        span = span_of(node)
        # Of a statement and its only expression, the expression is wanted.
        if span is not None and not isinstance(found.get(span), ast.Call):
            found[span] = node
    return found


@lru_cache(maxsize=64)
def _statements(file: str, size: int) -> dict[int, list[ast.stmt]]:
    tree = tree_of(file)
    found: dict[int, list[ast.stmt]] = {}
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.stmt):
            last = _header_end(node)
            for line in range(node.lineno, last + 1):
                found.setdefault(line, []).append(node)
    return found


def _header_end(node: ast.stmt) -> int:
    body = getattr(node, "body", None)
    return max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or 0


def _size(file: str) -> int:
    return len(linecache.getlines(file))


def statements_at(file: str, line: int) -> list[ast.stmt]:
    """Return the statements whose text, or header, covers a line."""
    return _statements(file, _size(file)).get(line, [])


def _positions(code: CodeType) -> list[tuple[int | None, ...]]:
    """Equal code at two places has positions of its own: identity is the key."""
    known = _known_positions.get(id(code))
    if known is None:
        if len(_known_positions) >= _MOST_CODES:
            _known_positions.clear()
        known = _known_positions[id(code)] = code, list(code.co_positions())
    return known[1]


def lambda_body(code: CodeType) -> ast.AST | None:
    """Return the expression that a lambda computes."""
    found = [
        node
        for span, node in _nodes(code.co_filename, _size(code.co_filename)).items()
        if isinstance(node, ast.Lambda) and all(_inside(p, span) for p in _spans(code))
    ]
    return min(found, key=_extent).body if found else None


def _spans(code: CodeType) -> Iterator[Span]:
    for line, end_line, column, end_column in _positions(code):
        if line and end_line and column is not None and end_column:
            yield line, column, end_line, end_column


def _inside(inner: Span, outer: Span) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _extent(node: ast.Lambda) -> tuple[int, int]:
    lines = (node.end_lineno or node.lineno) - node.lineno
    return lines, (node.end_col_offset or 0) - node.col_offset


def running_span(frame: FrameType) -> Span | None:
    """Return the expression that a frame is evaluating."""
    line, end_line, column, end_column = _positions(frame.f_code)[frame.f_lasti // 2]
    if line is None or end_line is None or column is None or end_column is None:
        return None
    return line, column, end_line, end_column


def node_at(file: str, span: Span | None) -> ast.AST | None:
    """Return the node that stands at a span."""
    return _nodes(file, _size(file)).get(span) if span else None


def owner_of(frame: FrameType) -> FrameType:
    """Return the frame whose statement runs: a comprehension's is that around it."""
    while frame.f_code.co_name in _INNER_NAMES and frame.f_back is not None:
        if frame.f_back.f_code.co_filename != frame.f_code.co_filename:
            break
        frame = frame.f_back
    return frame
