"""Code as a question: without what would tell the answer."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

from .names import reads

#: What a card writes for a block whose error or warning, if any, is printed.
OUTCOME = "outcome()"
_TELLS = {"expect_error", "expect_warning"}
#: Calls that draw: what they show stands on no card.
_DRAWS = {"draw", "show_plot"}


def asked(sources: list[str]) -> list[str]:
    """Return statements without comments, checks, pictures and foretold errors.

    >>> asked(["x = f()  # 3\\n", "assert x == 3\\n", "print(x)\\n"])
    ['x = f()\\n', 'print(x)\\n']
    >>> asked(["with expect_error(ValueError, match='no'):\\n    f()\\n"])
    ['with outcome():\\n    f()\\n']
    """
    kept = [text for source in sources if (text := _trimmed(source))]
    return [
        _bare(text, [other for other in kept if other is not text]) for text in kept
    ]


def _trimmed(source: str) -> str:
    """Return a statement without what tells its answer, or nothing."""
    source = _without_comments(source)
    (node,) = ast.parse(source).body
    lines = source.splitlines(keepends=True)
    for told in sorted(_told(node), key=lambda n: -n.lineno):
        del lines[told.lineno - 1 : told.end_lineno]
    if isinstance(node, ast.With) and not _is_told(node):
        lines[0] = _foretold(node, lines[0])
    try:
        return "".join(lines) if ast.parse("".join(lines)).body else ""
    except SyntaxError:  # nothing is left in a block
        return ""


def _without_comments(source: str) -> str:
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "".join(f"{line}\n" for line in lines if line.strip())


def _told(node: ast.stmt) -> Iterator[ast.stmt]:
    if _is_told(node):
        yield node
    elif isinstance(node, ast.With | ast.For | ast.FunctionDef):
        for inner in node.body:
            yield from _told(inner)


def _is_told(node: ast.stmt) -> bool:
    match node:
        case ast.Assert():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return name in _DRAWS
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name in _DRAWS
    return False


def _foretold(node: ast.With, line: str) -> str:
    """Return the head of a block that does not say which error it waits for."""
    for item in reversed(node.items):
        match item.context_expr:
            case ast.Call(func=ast.Name(id=name)) as call if name in _TELLS:
                one_line = call.end_lineno == node.lineno
                assert one_line, f"a card cannot shorten: {line}"
                line = line[: call.col_offset] + OUTCOME + line[call.end_col_offset :]
    return line


def _bare(source: str, others: list[str]) -> str:
    """Return what ``with trace() as record`` holds, where nothing asks the record."""
    (node,) = ast.parse(source).body
    match node:
        case ast.With(
            items=[ast.withitem(ast.Call(ast.Name("trace")), ast.Name(name))]
        ):
            asked_for = any(name in reads(ast.parse(other)) for other in others)
            inside = any(name in reads(inner) for inner in node.body)
            if not asked_for and not inside:
                lines = source.splitlines(keepends=True)[node.body[0].lineno - 1 :]
                return "".join(line.removeprefix("    ") for line in lines)
    return source
