"""What a script must be, and what to type where it is not.

A rule yields (line, what, what to do).  Rules in ``MUST`` stop a build; those
in ``STYLE`` are held by the tests and shown by ``make one``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from .reach import DECLARABLE, declared
from .script import Script

Finding = tuple[int, str, str]
Rule = Callable[[Script], Iterator[Finding]]

COLUMNS, SHORTEST, LONGEST, TITLE_WORDS, CODE_LINES = 72, 45, 112, 6, 10
_MYST = re.compile(r"\{[a-z:]+\}`|^ *```|^ *:::|\[[^\]]+\]\([^)]+\)", re.MULTILINE)
_HIDDEN = ("sphinx_gallery_start_ignore", "sphinx_gallery_defer_figures")
_SHOWS = {"print", "expect_error", "expect_warning", "draw", "show_plot", "Explorer"}
_CATCH_ALL = {"Exception", "BaseException", "AssertionError"}
_STREAMS = {"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"}
_CLAIM = re.compile(r"^#\n# \.\. claim::.*\n#\n(?:#    .*\n)+", re.MULTILINE)
_LINKS = re.compile(r":(?:doc|ref):`")


def has_title(script: Script) -> Iterator[Finding]:
    """Sphinx would give the page no name."""
    if not script.title:
        what = "The header has no title."
        yield 1, what, "Begin with a docstring: a title, and ===== as long under it."


def text_is_rest(script: Script) -> Iterator[Finding]:
    """MyST in a script's text shows as plain text, without a warning."""
    header = (script.header_line, script.header)
    places = [header, *((b.line + 1, b.text) for b in script.blocks)]
    for line, text in places:
        match = _MYST.search(text)
        if match:
            at = line + text.count("\n", 0, match.start())
            what = f"Markdown in a text block: {match[0].strip()!r}."
            yield at, what, "Scripts are reST: :py:meth:`name`, :doc:`/page`, ``code``."


def nothing_hidden(script: Script) -> Iterator[Finding]:
    """The page and the download must be the same program."""
    for line, row in enumerate(script.lines, 1):
        if any(word in row for word in _HIDDEN):
            what = f"A hidden or deferred block: {row.strip()!r}."
            yield line, what, "Show it, or move it into src/detach_examples."


def failures_are_not_swallowed(script: Script) -> Iterator[Finding]:
    """A failing check must stop the page."""
    for node in ast.walk(script.tree):
        if isinstance(node, ast.ExceptHandler) and _catches_all(node.type):
            yield _swallowed(node, "except")
        if isinstance(node, ast.Call) and any(map(_catches_all, _caught_by(node))):
            yield _swallowed(node, _name(node.func))
        if isinstance(node, ast.Try | ast.TryStar):
            # Leaving a finally block drops the error that is on its way.
            for left in _leaving(node.finalbody):
                yield _swallowed(left, type(left).__name__.lower())


def shows_what_it_prints(script: Script) -> Iterator[Finding]:
    """Without these the build sees nothing, and says nothing of it."""
    for node in ast.walk(script.tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        named = [ast.unparse(target) for target in targets]
        if isinstance(node, ast.Call):
            named = [ast.unparse(node.func).removesuffix(".close")]
        taken = [n for n in named if n in _STREAMS or n.startswith("builtins.")]
        if taken and isinstance(node, ast.Assign | ast.Call):
            what = f"This line takes {taken[0]} away from the build."
            yield node.lineno, what, "Use contextlib.redirect_stdout in a with block."


def _swallowed(node: ast.stmt | ast.expr | ast.excepthandler, what: str) -> Finding:
    do = "Show a wanted error with expect_error(kind, match=...)."
    return node.lineno, f"This {what} swallows a check's failure.", do


def _caught_by(call: ast.Call) -> list[ast.expr]:
    """The kinds of errors that a call, used in a with statement, catches."""
    known = _name(call.func) in ("suppress", "expect_error")
    return [*call.args, *(k.value for k in call.keywords)] if known else []


def _leaving(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in (n for statement in body for n in ast.walk(statement)):
        if isinstance(node, ast.Return | ast.Break | ast.Continue):
            yield node


def _catches_all(kind: ast.expr | None) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(_catches_all(k) for k in kind.elts)
    return kind is None or _name(kind) in _CATCH_ALL


def _name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def declares_what_exists(script: Script) -> Iterator[Finding]:
    """A misspelt declaration would allow nothing, in silence."""
    unknown = declared(script.source) - set(DECLARABLE)
    if unknown:
        what = f"Unknown declaration: {', '.join(sorted(unknown))}."
        yield script.line_of("# uses:"), what, f"Choose from: {', '.join(DECLARABLE)}."


def has_blocks(script: Script) -> Iterator[Finding]:
    """With a single block the output would stand above the code."""
    if len(script.blocks) < 2:
        what = f"The script has {len(script.blocks)} blocks; a page has 4 to 7."
        yield 1, what, "Begin each block with a line: # %%"


def title_is_short(script: Script) -> Iterator[Finding]:
    """Cards and the sidebar show the title."""
    words = script.title.split()
    if len(words) > TITLE_WORDS or "demo" in script.title.lower():
        what = f"The title has {len(words)} words: {script.title!r}."
        yield 2, what, f"At most {TITLE_WORDS} words, with a verb, without 'demo'."


def has_the_right_length(script: Script) -> Iterator[Finding]:
    """Half a screen, twice; a claim is a line beside it."""
    stated = sum(m[0].count("\n") for m in _CLAIM.finditer(script.source))
    count = len(script.lines) - stated
    if not SHORTEST <= count <= LONGEST:
        what = f"The script has {count} lines."
        yield count, what, f"Keep {SHORTEST} to {LONGEST}; more than that is two pages."


def fits_the_column(script: Script) -> Iterator[Finding]:
    """Code must not scroll sideways on a phone."""
    for line, row in enumerate(script.lines, 1):
        code = not row.startswith("#") and line > script.header.count("\n") + 2
        if code and len(row) > COLUMNS:
            yield line, f"{len(row)} columns.", f"Break the line at {COLUMNS} columns."


def blocks_print(script: Script) -> Iterator[Finding]:
    """The reader sees what each block did."""
    for block in script.blocks:
        calls = {
            _name(n.func) for n in _walk_code(block.code) if isinstance(n, ast.Call)
        }
        if block.code and not calls & _SHOWS:
            yield block.line, "This block prints nothing.", "Print what it shows."


def blocks_are_small(script: Script) -> Iterator[Finding]:
    """One thought at a time."""
    for block in script.blocks:
        count = sum(1 for row in block.code.splitlines() if row.strip())
        count -= sum(_rows_of_text(node) for node in _walk_code(block.code))
        if count > CODE_LINES:
            what = f"This block has {count} lines of code."
            yield block.line, what, f"Split it: at most {CODE_LINES} lines a block."


def _rows_of_text(node: ast.AST) -> int:
    """A text in quotes is data, such as the program of an explorer."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return sum(1 for row in node.value.splitlines()[1:] if row.strip())
    return 0


def _walk_code(code: str) -> Iterator[ast.AST]:
    try:
        return ast.walk(ast.parse(code))
    except SyntaxError:  # a mark inside a bracket or a text: its run says so
        return iter(())


def has_a_check(script: Script) -> Iterator[Finding]:
    """A page without a check proves nothing."""
    nodes = list(ast.walk(script.tree))
    calls = {_name(n.func) for n in nodes if isinstance(n, ast.Call)}
    if (
        not any(isinstance(n, ast.Assert) for n in nodes)
        and "expect_error" not in calls
    ):
        what = "The script checks nothing."
        yield len(script.lines), what, "Add an assert, or expect_error, for the claim."


def has_a_takeaway(script: Script) -> Iterator[Finding]:
    """The reader leaves with one rule and somewhere to go."""
    last = script.blocks[-1] if script.blocks else None
    if last is None or not last.text.startswith("Takeaway\n--------\n**"):
        what = "The last block is no takeaway."
        do = "End with: Takeaway, dashes under it, one rule in **bold**, links."
        yield len(script.lines), what, do
    elif not _LINKS.search(last.text):
        yield last.line, "The takeaway links nowhere.", "End with: See also: :doc:`...`"


MUST: tuple[Rule, ...] = (
    has_title,
    text_is_rest,
    nothing_hidden,
    failures_are_not_swallowed,
    shows_what_it_prints,
    declares_what_exists,
    has_blocks,
)
STYLE: tuple[Rule, ...] = (
    title_is_short,
    has_the_right_length,
    fits_the_column,
    blocks_print,
    blocks_are_small,
    has_a_check,
    has_a_takeaway,
)
