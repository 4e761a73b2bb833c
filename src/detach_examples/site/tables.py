"""Write kept figures as tables, and renew those of the README, which no build makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from . import figure
from .figure import Figure

#: In the README, a command writes the table that stands below the name of its file.
_TABLE = re.compile(
    r"^(\[\w+\]: docs/_figures/(\w+)\.json\n)(?:\n|\|.*\n|Measured on .*\n)*",
    re.MULTILINE,
)


def keep(root: Path, name: str, figures: Sequence[Figure]) -> None:
    """Keep the figures of one command for the pages, and show them in the README."""
    figure.save(root, name, figures)
    readme = root / "README.md"
    if readme.is_file():
        text = readme.read_text(encoding="utf-8")
        readme.write_text(filled(root, text), encoding="utf-8")


def filled(root: Path, text: str) -> str:
    """Return a text with the tables that it has room for: what has a limit."""

    def table(place: re.Match[str]) -> str:
        file = figure.path(root, place[2])
        if not file.is_file():
            return place[0]
        found, where = figure.read(file)
        shown = [each for each in found if each.bound]
        return "\n".join([place[1], *lines(shown, where), "\n"])

    return _TABLE.sub(table, text)


def lines(shown: list[Figure], where: dict[str, Any]) -> Iterator[str]:
    """Yield a table, and under it what the figures were measured on, as Markdown."""
    judged = any(each.bound for each in shown)
    yield "| Figure | Measured |" + " Goal | Verdict |" * judged
    yield "|---|--:|" + "---|---|" * judged
    for each in shown:
        row = f"| {each.name[:1].upper()}{each.name[1:]} | {each.measured} |"
        yield row + f" {each.bound} | {each.verdict} |" * judged
    yield ""
    yield (
        f"Measured on {where['cores']} cores with"
        f" torch {where['torch']}, Python {where['python']}."
    )
