"""A first look at the pages in Markdown: their letters, their names, their fences.

Markdown has no errors: a fence that is not closed takes the rest of the page, and a
prompt in a fence of another language is never run.
"""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from pathlib import Path

from . import claims
from .faults import Fault
from .letters import unreadable

_NAME = re.compile(r"[A-Za-z0-9_]+\.md")
_FENCE = re.compile(r"(?P<before>[ \t>]*)(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>.*)")
_PROMPT = re.compile(r"[ \t>]*>>>( |$)")
#: The fences in which prompts are run; in a claim they may also stand bare.
_RUN = re.compile(r"python|pycon|\{claim\} .*")
_AT_LINE = re.compile(r"line (?P<line>\d+) of the docstring for \S* (?P<why>.*)", re.S)
#: A page may begin with its own settings and with a label.
_BEGIN = re.compile(
    r"(?:---\n.*?\n---\n)?\s*(?:(?:\([^)\n]+\)=|\{.*?\})\s+)*", re.DOTALL
)
_TITLE = re.compile(r"# .*\w")
#: A block of HTML, or what hides the text that follows it; a link may be one.
_HTML = re.compile(
    r"^\s*<(?!https?:|a )[A-Za-z/!?].*"
    r"|<(?:[!?]|/?(?:script|style|iframe|textarea|template)\b).*"
)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_RAW = re.compile(r"\{raw\}.*")


def faults(root: Path) -> list[Fault]:
    """Return what keeps the pages of a project from being read as they are meant."""
    return sorted(fault for path in claims.pages(root) for fault in check(path, root))


def check(path: Path, root: Path) -> list[Fault]:
    """Return what keeps one page from being read as it is meant."""
    file = path.relative_to(root).as_posix()
    text = path.read_text(encoding="utf-8", errors="replace")
    return [*_named(file, path), *(unreadable(file, text) or _read(file, text))]


def _named(file: str, path: Path) -> Iterator[Fault]:
    if not _NAME.fullmatch(path.name):
        what = "The name of a page has other signs than letters, digits and _."
        yield Fault(file, 1, what, "Rename it: some_page.md")


def _read(file: str, text: str) -> Iterator[Fault]:
    begin = _BEGIN.match(text)
    at = begin.end() if begin else 0
    if not _TITLE.match(text, at):
        line, do = text.count("\n", 0, at) + 1, "Begin with a line: # Title"
        yield Fault(file, line, "The page has no title.", do)
    yield from _fences(file, text)
    yield from _plain(file, text, text.count("\n", 0, at) + 1)


def _plain(file: str, text: str, title: int) -> Iterator[Fault]:
    """Refuse HTML, and a second title, outside of fences that hold code."""
    code = ""
    for line, row in enumerate(text.split("\n"), 1):
        fence = _FENCE.match(row)
        if fence and fence["mark"][0] in "`~" and not code:
            code = fence["mark"]
            if _RAW.match(fence["info"]):
                yield Fault(file, line, "Raw text of another form.", "Write Markdown.")
        elif fence and fence["mark"] == code and not fence["info"].strip():
            code = ""
        elif not code and line > title and row.startswith("# "):
            yield Fault(file, line, "A second title.", "Write it as a section: ##")
        elif not code and (found := _HTML.search(_CODE.sub("", row))):
            what = f"HTML in a page: {found[0].strip()[:20]!r}."
            yield Fault(file, line, what, "Write Markdown; mark code with backticks.")


def _fences(file: str, text: str) -> Iterator[Fault]:
    opened: list[tuple[int, str, str]] = []
    rows = text.split("\n")
    for line, row in enumerate(rows, 1):
        fence = _FENCE.match(row)
        inside = opened[-1][1] if opened else ""
        if fence:
            what, do = _misplaced(fence, inside)
            if what:
                yield Fault(file, line, what, do)
                return
            if fence["mark"] == inside and not fence["info"].strip():
                begun, _, info = opened.pop()
                yield from _prompts(file, begun, info, rows[begun : line - 1])
            elif inside[:1] not in ("`", "~"):
                opened.append((line, fence["mark"], fence["info"].strip()))
        elif _PROMPT.match(row) and not (opened and _RUN.fullmatch(opened[-1][2])):
            do = "Put it between ```python and ```."
            yield Fault(file, line, "No test would run this prompt.", do)
            return
    for line, mark, _ in opened[-1:]:
        yield Fault(file, line, "This fence is not closed.", f"Write {mark} below it.")


def _prompts(file: str, line: int, info: str, rows: list[str]) -> Iterator[Fault]:
    """Refuse a session that the tests could not take apart."""
    if info not in ("python", "pycon"):
        return
    prompts = [at for at, row in enumerate(rows, 1) if _PROMPT.match(row)]
    if prompts and any(row.strip() for row in rows[: prompts[0] - 1]):
        do = "Begin a session with >>>, or write no prompt at all."
        yield Fault(file, line + 1, "This session does not begin with a prompt.", do)
        return
    for at in prompts:
        if not rows[at - 1].strip(" >"):
            yield Fault(file, line + at, "This prompt is empty.", "Write its code.")
        elif not rows[at - 1].startswith(">>>"):
            what = "This prompt does not begin its line."
            yield Fault(file, line + at, what, "Write it without blanks.")
            return
    try:
        doctest.DocTestParser().get_examples("\n".join(rows), file)
    except ValueError as error:
        told = _AT_LINE.fullmatch(str(error))
        at, why = (int(told["line"]), told["why"]) if told else (0, str(error))
        do = "A prompt is >>> or ..., a blank, and code; its answer stands below it."
        yield Fault(file, line + at, f"This prompt {why}.", do)


def _misplaced(fence: re.Match[str], inside: str) -> tuple[str, str]:
    """Say what is wrong with a fence in another one, whose mark is ``inside``."""
    mark, code = fence["mark"], inside[:1] in ("`", "~")
    if code and (mark[0] != inside[0] or len(mark) < len(inside)):
        return "", ""  # it is text
    if fence["before"]:
        return "This fence does not begin its line.", "Write it without blanks."
    if inside == mark and fence["info"].strip():
        return "A fence begins inside one of its kind.", "Close the one above it."
    if inside and mark[0] == inside[0] and len(mark) > len(inside):
        return "This fence is longer than the one around it.", "Count their signs."
    if not inside and not fence["info"].strip() and mark[0] == ":":
        return "This fence closes nothing.", "Remove it, or write what it opens."
    return "", ""
