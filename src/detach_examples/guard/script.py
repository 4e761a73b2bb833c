"""A gallery script as text: header, blocks, and where things stand in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

#: sphinx-gallery takes a line of twenty ``#``, too.
_CELL = re.compile(r"^(?:# ?%%|#{20})", re.MULTILINE)
_READ_BEFORE = re.compile(r"^Read before: (?P<links>.+)$", re.MULTILINE)
_DOC = re.compile(r":doc:`(?:[^`<]*<)?/gallery/(?P<page>[a-z0-9_/]+)>?`")


@dataclass(frozen=True)
class Block:
    """What stands between two cell marks: its prose, its code, its first line."""

    line: int
    text: str
    code: str


class Script:
    """One script; ``page`` is its section and stem: ``patterns/tensor_to_numpy``."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.file = path.relative_to(root).as_posix()
        self.page = f"{path.parent.name}/{path.stem}"
        self.source = path.read_text(encoding="utf-8", errors="replace")
        self.lines = self.source.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed script; raises SyntaxError."""
        return ast.parse(self.source, filename=str(self.path))

    @cached_property
    def header(self) -> str:
        """The docstring, or an empty string."""
        return ast.get_docstring(self.tree, clean=True) or ""

    @cached_property
    def header_line(self) -> int:
        """The line of the script at which the header's text begins."""
        first = self.tree.body[0] if self.header else None
        text = ast.get_docstring(self.tree, clean=False) or ""
        blank = len(text) - len(text.lstrip())
        return (first.lineno if first else 1) + text.count("\n", 0, blank)

    @cached_property
    def title(self) -> str:
        """The header's first line, where an underline as long follows it."""
        lines = self.header.splitlines()
        if len(lines) > 1 and re.fullmatch(r"([=\-~^])\1{2,}", lines[1]):
            return lines[0].strip() if len(lines[1]) >= len(lines[0]) else ""
        return ""

    @cached_property
    def blocks(self) -> list[Block]:
        """The cells after the header."""
        blocks = []
        starts = [m.start() for m in _CELL.finditer(self.source)]
        for start, end in pairwise([*starts, len(self.source)]):
            line = self.source.count("\n", 0, start) + 1
            cell = self.source[start:end].splitlines()[1:]
            prose = 0
            while prose < len(cell) and cell[prose].startswith("#"):
                prose += 1
            text = "\n".join(row[1:].removeprefix(" ") for row in cell[:prose])
            blocks.append(Block(line, text, "\n".join(cell[prose:]).strip()))
        return blocks

    @cached_property
    def read_before(self) -> list[str]:
        """The pages that the header asks to read first."""
        match = _READ_BEFORE.search(self.header)
        return _DOC.findall(match["links"]) if match else []

    def line_of(self, word: str) -> int:
        """Return the last line that holds a word, else 1."""
        hits = [i for i, row in enumerate(self.lines, 1) if word in row]
        return hits[-1] if hits else 1

    def line_of_call(self, names: Collection[str]) -> int:
        """Return the last line that calls one of some names, or their parts; else 1.

        The call ``plt.plot()`` has the names ``plt`` and ``plot``.
        """
        return max(
            (
                node.lineno
                for node in ast.walk(self.tree)
                if isinstance(node, ast.Call)
                and not set(names).isdisjoint(ast.unparse(node.func).split("."))
            ),
            default=1,
        )


def sections(root: Path) -> list[Path]:
    """Return the section folders of a project's gallery, by name."""
    gallery = root / "gallery"
    folders = (p for p in gallery.iterdir() if p.is_dir())
    return sorted(p for p in folders if not p.name.startswith(("_", ".")))


def scripts(root: Path) -> list[Script]:
    """Return every script of a project's gallery."""
    paths = (p for section in sections(root) for p in sorted(section.glob("*.py")))
    return [Script(path, root) for path in paths]
