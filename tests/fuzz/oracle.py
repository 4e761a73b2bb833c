"""What must hold of every build, whatever was damaged.

A build ends with status 0 or 1 and never with a traceback.  A red one names what is
wrong, a damaged file among it, and keeps the earlier site.  After a green one each
damaged file that is left is a page that hides nothing: its script runs bare and its
output stands there, no word of its source is lost, no markup shows, and each prompt is
one that ``make test`` runs.  Whether a prompt's answer is right is asked by that
command, not by the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import projects
from bs4 import BeautifulSoup, Tag
from sybil import Document

from detach_examples.guard import examples, golden

from .bare import Ran

_COUNT = re.compile(r"^(\d+) faults?:$", re.MULTILINE)
_WARNED = re.compile(
    r"^(?P<file>.+?)(?::(?P<line>\d+|<.*>))?: (?:WARNING|ERROR|CRITICAL)"
)
_CRASH = re.compile(
    r"Traceback \(most recent|Sphinx ended without|Sphinx failed before"
)
#: Sphinx writes the traceback of its own end, or of an extension's, into a file.
_SAVED = re.compile(r"^The full traceback has been saved in:\n(?P<file>.+)$", re.M)
_OURS = re.compile(r'File ".*detach_examples/(?!site/child)')
_SYSTEM = re.compile(r"System Message|Unknown interpreted text|class=\"problematic")
_LEFT = re.compile(
    r"`|\*\*|:::|^\.\. |::$|\{[a-z:]+\}|\]\(|:(?:py:)?[a-z]+:(?=`|\w)|^#+ ",
    re.MULTILINE,
)
_WORD = re.compile(r"[A-Za-z]{5,}")


class Told(NamedTuple):
    """What a build said: the files that it named, and what is wrong with that."""

    named: set[str]
    wrong: list[str]


def red(root: Path, stderr: str) -> Told:
    """Judge how a red build names its faults."""
    faults, named, wrong = projects.faults(stderr), set(), []
    count = _COUNT.search(stderr)
    if count and int(count[1]) != len(faults):
        wrong.append(f"{count[1]} faults, of which {len(faults)} have the form")
    places = [(f.file, f.line) for f in faults] if count else [*_warned(stderr)]
    for escaped, line in places:
        file = escaped.replace("\\n", "\n")
        named.add(file)
        wrong += _place(root, file, line)
    if not places:
        wrong.append("it names nothing")
    return Told(named, wrong)


def _warned(stderr: str) -> Iterator[tuple[str, int]]:
    told = stderr.rpartition("Sphinx warned, and a warning is a fault:\n")[2]
    for match in filter(None, map(_WARNED.match, told.splitlines())):
        line = match["line"] or "1"
        yield match["file"], int(line) if line.isdigit() else 1


def _place(root: Path, file: str, line: int) -> Iterator[str]:
    path = root / file
    if not path.is_file() and path.name != "GALLERY_HEADER.rst":
        yield f"it names {file}, which is no file"
    elif path.is_file():
        rows = path.read_bytes().decode("utf-8", "replace").splitlines()
        if not 1 <= line <= len(rows) + 1:
            yield f"it names {file}:{line}, which has {len(rows)} lines"
    if file.startswith(("docs/gallery/", "build/")):
        yield f"it names {file}, which nobody wrote"


def crashed(told: str) -> str:
    """Return the lines around a traceback, or nothing."""
    for saved in _SAVED.finditer(told):
        text = Path(saved["file"].strip()).read_text("utf-8")
        if _OURS.search(text):
            return text[-3000:]
    match = _CRASH.search(told)
    return told[max(match.start() - 300, 0) : match.end() + 1500] if match else ""


def hidden(html: Path, source: Path, ran: Ran | None) -> Iterator[str]:
    """Yield what a page of a green site hides; ``ran`` is its script, run bare."""
    if not html.is_file():
        yield "it has no page"
        return
    text, page = source.read_text("utf-8"), html.read_text("utf-8")
    article = BeautifulSoup(page, "html.parser").select_one("article[role=main]")
    if article is None or article.h1 is None or not article.h1.text.strip("¶ \n"):
        yield "its page has no title"
        return
    if found := _SYSTEM.search(page):
        yield f"its page shows {found[0]!r}"
    yield from _lost(article, text)
    yield from _shown(article)
    yield from _output(article, ran) if ran else _prompts(source, text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _lost(article: Tag, text: str) -> Iterator[str]:
    """Each long word of a source stands somewhere on its page."""
    shown = str(article)
    for syntax in (
        r"\A---\n.*?\n---\n",
        r":(?:py:)?[a-z]+:(?=`)|\{[a-z:_-]+\}",
        r"`[^`<>]*<[^`<>]*>`|`/[^`]*`",
        r"\]\([^)]*\)",
        r"^\([^)\n]+\)=$",
        r"# doctest:.*|# sphinx_gallery_.*|-\*-.*",
        r"^(?:# )?\.\. [a-z-]+::|^(?:# ?)? {3}:[a-z-]+:|^:[a-z-]+:|```[a-z]+",
        r"^Read before: .*$",
    ):
        text = re.sub(syntax, " ", text, flags=re.MULTILINE | re.DOTALL)
    lost = {word for word in _WORD.findall(text) if word not in shown}
    if lost:
        yield f"its page has lost {sorted(lost)[:5]}"


def _shown(article: Tag) -> Iterator[str]:
    """No markup shows outside of code."""
    kept = BeautifulSoup(str(article), "html.parser")
    for code in kept.select("pre, code, math, svg, script, style, form, a.headerlink"):
        code.decompose()
    for block in kept.select("p, li, h1, h2, h3, h4, dt, dd, td, figcaption"):
        found = _LEFT.search(block.text)
        if found:
            yield f"its page shows {found[0]!r} in {_flat(block.text)[:70]!r}"
            return


def _output(article: Tag, ran: Ran) -> Iterator[str]:
    """What a script prints stands on its page."""
    if ran.status != 0:
        yield f"its script, run bare, ends with {ran.status}"
    if not ran.out.strip():
        yield "its script, run bare, prints nothing"
    outputs = article.select(".sphx-glr-script-out")
    shown = _flat(golden.normalise("\n".join(out.text for out in outputs)))
    for row in golden.normalise(ran.out).splitlines():
        if _flat(row) and _flat(row) not in shown:
            yield f"its page does not show its output {row[:70]!r}"
            return


def _prompts(source: Path, text: str) -> Iterator[str]:
    """Each prompt is found by the tests, each fence is closed, neither changes bare."""
    prompts = [at for at, row in enumerate(text.splitlines(), 1) if _prompt(row)]
    try:
        document = Document.parse(str(source), *examples.pages.parsers)
    except ValueError as error:
        yield f"the tests cannot read its prompts: {error}"
        return
    run = {example.line for example in document.examples()}
    unread = [at for at in prompts if at not in run]
    if unread:
        yield f"no test runs its prompts of the lines {unread[:5]}"
    opened: list[str] = []
    for row in text.splitlines():
        fence = re.match(r"[ >]*(`{3,}|:{3,}|~{3,})(.*)", row)
        if fence and opened and not fence[2].strip() and fence[1] == opened[-1]:
            opened.pop()
        elif fence and not (opened and opened[-1][0] in "`~"):
            opened.append(fence[1])
    if opened:
        yield f"its fences stay open: {opened}"


def _prompt(row: str) -> bool:
    return bool(re.match(r"[ >]*>>>(?: |$)", row))
