"""What the comments of a case say: the truth that a report is held against.

At a line's end, for the statement, header or decorator that begins there::

    # cut[KIND]: NAMES       these get no gradient because of this line
    # partial[KIND]: NAMES   one path of theirs ends here, another does not
    # zero[KIND]: NAMES      all that comes to them is zeros, because of this line
    # also[KIND]             as good an answer as the marked line of that kind

``A|B`` stands for either kind, and ``; `` joins several marks.  In the first column
``# frozen: NAMES`` gives a status that no line is to blame for; so do ``unused``,
``unreached`` and ``zero``.  ``# raises: ERROR`` says what the judged call raises.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

_NAMES = r"(?P<names>[\w.]+(?: [\w.]+)*)"
_WHOLE = re.compile(rf"# (?P<status>frozen|unused|unreached|zero): {_NAMES}")
_RAISES = re.compile(r"# raises: (?P<error>\w+)")
_MARK = re.compile(
    rf"(?P<form>cut|partial|zero|also)\[(?P<kinds>[\w|]+)\](?:: {_NAMES})?"
)
#: What only looks like one of these: a slip of the pen.
_SLIP = re.compile(r"#\s*\w+\s*\[|#\s*(?:frozen|unused|unreached|zero|raises)\s*:")


class Mark(NamedTuple):
    """A line that is to blame, from its first row to its last, and for whom."""

    form: str
    kinds: tuple[str, ...]
    first: int
    last: int
    names: tuple[str, ...]

    def covers(self, kind: str, line: int) -> bool:
        """Say whether a cause of that kind at that line is this one."""
        return kind in self.kinds and self.first <= line <= self.last


class Truth(NamedTuple):
    """All that a script's comments say.

    :param statuses: per name; those that are not named flow.
    :param error: what the judged call raises, or nothing.
    """

    marks: list[Mark]
    statuses: dict[str, str]
    error: str

    def status(self, names: set[str]) -> str:
        """Return the status of a parameter that goes by any of some names."""
        found = {self.statuses[name] for name in names & self.statuses.keys()}
        assert len(found) < 2, f"{names} are {found}"
        return found.pop() if found else "flows"

    def blamed(self, names: set[str]) -> list[Mark]:
        """Return the marks of a parameter."""
        return [m for m in self.marks if m.form != "also" and names & {*m.names}]

    def allowed(self, names: set[str]) -> list[Mark]:
        """Return the marks of second lines that answer as well as the first."""
        kinds = {mark.kinds for mark in self.blamed(names)}
        also = [mark for mark in self.marks if mark.form == "also"]
        return [
            m for m in also if names & {*m.names} or not m.names and m.kinds in kinds
        ]


def read(source: str) -> Truth:
    """Read the comments of a script.

    :raises ValueError: when one looks like a mark and is none.
    """
    ends = dict(_headers(ast.parse(source)))
    marks: list[Mark] = []
    statuses: dict[str, str] = {}
    error = ""
    for comment, line, column in comments(source):
        if column == 0 and (whole := _WHOLE.fullmatch(comment)):
            statuses |= dict.fromkeys(whole["names"].split(), whole["status"])
        elif column == 0 and (raises := _RAISES.fullmatch(comment)):
            error = raises["error"]
        elif column and _MARK.match(comment, 2):
            marks += _marks(comment.removeprefix("# "), line, ends[line])
        elif _SLIP.match(comment):
            raise ValueError(f"line {line}: {comment} is no mark")
    for mark in marks:
        if mark.form in ("cut", "zero"):
            statuses |= dict.fromkeys(mark.names, mark.form)
    return Truth(marks, statuses, error)


def _marks(text: str, line: int, end: int) -> Iterator[Mark]:
    for part in text.split("; "):
        found = _MARK.fullmatch(part)
        if found is None or not (found["names"] or found["form"] == "also"):
            raise ValueError(f"line {line}: {part} is no mark")
        names = tuple((found["names"] or "").split())
        yield Mark(found["form"], tuple(found["kinds"].split("|")), line, end, names)


def comments(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield each comment with its line and column."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string.rstrip(), *token.start


def _headers(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of statements, headers and decorators.

    Of those that begin at one line the innermost is yielded last.
    """
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", ()):
            yield decorator.lineno, decorator.end_lineno or decorator.lineno
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            end = node.end_lineno or node.lineno
            if body:
                first = min(n.lineno for n in (body[0], *_decorators(body[0])))
                end = max(node.lineno, first - 1)
            yield node.lineno, end


def _decorators(node: ast.AST) -> list[ast.expr]:
    return list(getattr(node, "decorator_list", ()))


def without_comments(source: str) -> str:
    """Blank out all comments of a script; every line keeps its number."""
    rows = source.splitlines()
    for _, line, column in comments(source):
        rows[line - 1] = rows[line - 1][:column].rstrip()
    return "\n".join(rows) + "\n"
