"""How claims are collected: prompts of pages and docstrings, blocks of scripts.

Each example is one test, named by its page and line, and found by ``-k`` under the
name of the claim that it proves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

from sybil import Document, Example, Region, Sybil
from sybil.document import PythonDocStringDocument
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

from .. import picture
from . import state
from .blocks import Part, Running
from .claims import Claim, of_page, of_script
from .golden import Frozen, frozen
from .script import Script
from .sessions import Terminal

ROOT = Path(__file__).resolve().parents[3]
_FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE
_FENCE = re.compile(r"^(?P<tick>`{3,}).*?^(?P=tick)[ ]*$", re.MULTILINE | re.DOTALL)
_PYCON = re.compile(r"^```pycon\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)


def claims_of(path: Path) -> list[Claim]:
    """Return the claims of a file."""
    if path.suffix == ".py":
        return [*of_script(Script(path, ROOT))]
    return [*of_page(path, ROOT)]


class BarePrompts:
    """Finds prompts that stand outside of a fence, and those in a ``pycon`` fence."""

    def __init__(self) -> None:
        self._parse = DocTestStringParser(DocTestEvaluator(_FLAGS))

    def __call__(self, document: Document) -> Iterable[Region]:
        """Yield a region for each prompt."""
        bare = _FENCE.sub(self._blank, document.text)
        yield from self._parse(bare, document.path)

    def _blank(self, fence: re.Match[str]) -> str:
        """Blank a fence out, but for the prompts that no other parser reads."""
        if not _PYCON.match(fence[0]):
            return re.sub(r"[^\n]", " ", fence[0])
        return fence[0].replace("```pycon", " " * 8).replace("```", " " * 3)


class ScriptDocument(Document):
    """A script of the gallery, run block by block."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__(text, path)
        self.script = Script(Path(path), ROOT)
        self.running = Running(self.script)
        held = frozen(ROOT, self.script)
        self.frozen = Frozen(held.read_text("utf-8") if held.exists() else "")
        self.namespace = self.running.namespace

    def evaluate_part(self, example: Example) -> str:
        """Run a block, after those before it; say how its output differs."""
        while self.running.parts[self.running.next] is not example.parsed:
            self.frozen.difference(self.running.step())
        told = self.frozen.difference(self.running.step())
        picture.take()
        if self.running.ended and not told:
            told = self.frozen.rest and f"Not printed:\n{self.frozen.rest}"
            told += "\n".join(map(str, self.running.left()))
            state.reset()
        return told


def _blocks(document: Document) -> Iterator[Region]:
    """Yield a region for each block that has code."""
    assert isinstance(document, ScriptDocument)
    at = 0
    for part, block in zip(
        document.running.parts[1:], document.script.blocks, strict=True
    ):
        at = document.text.index(part.code, at)
        if block.code:
            start = document.text.index(block.code, at)
            end = start + len(block.code)
            yield Region(start, end, part, document.evaluate_part)


def _prompts_of_text(document: Document) -> Iterable[Region]:
    """Yield the prompts that stand in the text of a script."""
    rows = [
        f"  {row[2:]}" if row.startswith("# ") else re.sub(r".", " ", row)
        for row in document.text.splitlines()
    ]
    yield from DocTestStringParser(DocTestEvaluator(_FLAGS))("\n".join(rows), "")


def _session(example: Example) -> str:
    terminal: Terminal = example.namespace["terminal"]
    return terminal.difference(example.parsed)


pages = Sybil(
    path=str(ROOT),
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=_FLAGS),
        BarePrompts(),
        CodeBlockParser("console", _session),
    ],
    patterns=["docs/*.md", "docs/*/*.md", "README.md", "CONTRIBUTING.md"],
    excludes=["docs/gallery/*"],
    fixtures=["fresh_torch", "terminal"],
)
docstrings = Sybil(
    path=str(ROOT),
    parsers=[DocTestParser(optionflags=_FLAGS)],
    # The deeper ones are exercises.
    patterns=[f"src/*/{'*/' * deep}*.py" for deep in (0, 1, 3, 4)],
    document_types={".py": PythonDocStringDocument},
    fixtures=["fresh_torch"],
)
gallery = Sybil(
    path=str(ROOT),
    parsers=[_blocks, _prompts_of_text],
    patterns=["gallery/*/*.py"],
    document_types={".py": ScriptDocument},
)

ALL = (pages, docstrings, gallery)


def is_prompt(example: Example) -> bool:
    """Say whether an example is a prompt, not a block or a session."""
    return not isinstance(example.parsed, Part | str)
