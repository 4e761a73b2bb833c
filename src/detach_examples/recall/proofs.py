"""What a claim's proof runs, what comes before it, and what comes out of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from doctest import DocTestParser
from pathlib import Path
from textwrap import dedent

from ..guard.claims import Claim
from ..guard.script import Script

_NO_PROMPTS = re.compile(r"^[ ]*(?:`{3,}|:{3,}).*$", re.MULTILINE)
_SPAN = re.compile(r"^\.\. GENERATED FROM PYTHON SOURCE LINES (\d+)-(\d+)$", re.M)
_OUT = re.compile(
    r"^\.\. rst-class:: sphx-glr-script-out\n\n \.\. code-block:: none\n\n"
    r"(?P<out>(?:    .*\n|\n)+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Step:
    """A statement, and what a page's prompt answers to it."""

    source: str
    answer: str = ""


@dataclass(frozen=True)
class Proof:
    """The steps of a proof, those before it on its page, and what a script prints."""

    before: list[Step]
    steps: list[Step]
    printed: str = ""


def of_page(claim: Claim, root: Path) -> Proof:
    """Return the proof of a claim that stands on a page of prompts."""
    text = _NO_PROMPTS.sub("", (root / claim.file).read_text("utf-8"))
    before: list[Step] = []
    steps: list[Step] = []
    for example in DocTestParser().get_examples(text):
        line, step = example.lineno + 1, Step(example.source, example.want)
        if line < claim.first and not _only_shows(step):
            before.append(step)
        elif claim.proves(line):
            steps.append(step)
    return Proof(before, steps)


def _only_shows(step: Step) -> bool:
    """Say whether a prompt shows a value or an error, and changes nothing."""
    (node,) = ast.parse(step.source).body
    if step.answer.startswith("Traceback"):
        return True
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return bool(step.answer) and not name.endswith("_")
    return isinstance(node, ast.Expr)


def of_script(claim: Claim, root: Path) -> Proof:
    """Return the proof of a claim that stands in a script.

    What its block printed is read from the page that the build made of the script.
    """
    script = Script(root / claim.file, root)
    before: list[Step] = []
    steps: list[Step] = []
    for node in script.tree.body[1:]:
        decorators = getattr(node, "decorator_list", [])
        first = min(n.lineno for n in (node, *decorators))
        step = Step("\n".join(script.lines[first - 1 : node.end_lineno]) + "\n")
        if node.lineno < claim.first:
            before.append(step)
        elif claim.proves(node.lineno):
            # An import belongs to whatever needs it, not to the question.
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            (before if is_import else steps).append(step)
    printed = (out for span, out in _printed(made(claim, root)) if claim.first in span)
    return Proof(before, steps, next(printed, ""))


def made(claim: Claim, root: Path) -> Path:
    """Return the page that the build makes of a claim's script."""
    return root / "docs" / f"{claim.page}.rst"


def _printed(page: Path) -> Iterator[tuple[range, str]]:
    """Yield the lines of each block of a script, and what the block printed."""
    parts = _SPAN.split(page.read_text("utf-8")) if page.is_file() else [""]
    for first, last, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        if out := _OUT.search(text):
            yield range(int(first), int(last)), dedent(out["out"]).strip("\n")
