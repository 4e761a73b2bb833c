"""What other tools say of a cut: a table of what came of running them.

``docs/_peers.json`` is written by ``python -m bench.peers``; no cell is by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

_MARKS = re.compile(r"([\\`*_\[\]{}<>|$])")


class PeersDirective(SphinxDirective):
    """``{peers}`` shows the table, its columns in words, and how each tool was run."""

    def run(self) -> list[nodes.Node]:
        """Return the table; the page follows the file."""
        path = Path(self.env.srcdir) / "_peers.json"
        for source in (str(path), __file__):
            self.env.note_dependency(source)
        data = json.loads(path.read_text(encoding="utf-8"))
        return self.parse_text_to_nodes("\n".join(lines(data)))


def lines(data: dict[str, Any]) -> Iterator[str]:
    """Yield the table and what belongs to it, as Markdown."""
    questions, tools = data["questions"], data["tools"]
    yield f"| Tool | {' | '.join(word.capitalize() for word in questions)} |"
    yield "|---" * (len(questions) + 1) + "|"
    for name, tool in tools.items():
        cells = (_cell(tool["cells"][word]) for word in questions)
        yield f"| {_named(name, tool)} | {' | '.join(cells)} |"
    yield ""
    for word, question in questions.items():
        yield f"- *{word.capitalize()}*: it {question['asked']}."
        yield f"  {question['looked_for']}"
    cuts = ", ".join(f"`{cut}`" for cut in data["cuts"])
    yield f"\nEach ran on one small network with one cut at a time: {cuts}."
    yield "The numbers count the cuts for which it answers in full."
    yield f"All ran on torch {data['torch']}, Python {data['python']}:\n"
    for name, tool in tools.items():
        how = _MARKS.sub(r"\\\1", tool["how"])
        yield f"{name}\n: {how}.{''.join(_lesser(tool))}\n"


def _named(name: str, tool: dict[str, Any]) -> str:
    """Name a tool with its version, and with its package where that differs."""
    package, version = tool["package"], tool["version"]
    same = package == name.lower()
    return f"{name} {version}" if same else f"{name} ({package} {version})"


def _cell(cell: dict[str, Any]) -> str:
    return f"{cell['verdict']}, {_count(cell['passed'], cell)}".removesuffix(", ")


def _count(cuts: list[str], cell: dict[str, Any]) -> str:
    """Say for how many cuts, in words that no line parts; nothing for none."""
    return f"{len(cuts)}\u00a0of\u00a0{cell['of']}" if cuts else ""


def _lesser(tool: dict[str, Any]) -> Iterator[str]:
    """Say what a tool does where it does not answer in full."""
    for word, cell in tool["cells"].items():
        if parts := [
            f"{what} ({_count(cuts, cell)})" for what, cuts in cell["lesser"].items()
        ]:
            yield f"\n  *{word.capitalize()}*, in part: it {', '.join(parts)}."
