"""Run every probe on every way; freeze the outcomes and say which ones changed."""

from __future__ import annotations

import warnings
from pathlib import Path

from .. import measure
from ..guard import state
from ..guard.golden import normalise
from .probes import PROBES
from .ways import WAYS

FROZEN = Path("tests/pages/which_tool.txt")
#: Stands for a cell that is not there.
NEW = "not asked"
Outcomes = dict[str, dict[str, str]]


def outcomes() -> Outcomes:
    """Return, for each way, what each probe found: by the names of both."""
    with warnings.catch_warnings():
        state.reset()
        measure.turn_page("which_tool")
        return {
            way.name: {name: probe(way) for name, probe in PROBES.items()}
            for way in WAYS
        }


def text(found: Outcomes) -> str:
    """Write outcomes down: a line for each cell."""
    rows = [
        f"{way}, {probe}: {normalise(cell).strip()}\n"
        for way, cells in found.items()
        for probe, cell in cells.items()
    ]
    return "".join(rows)


def changes(frozen: str, now: str) -> list[str]:
    """Return a line for each cell that differs: which, what it was, what it is."""
    before, after = (
        dict(row.split(": ", 1) for row in told.splitlines()) for told in (frozen, now)
    )
    return [
        f"{cell}: was {before.get(cell, NEW)}, is {after.get(cell, NEW)}"
        for cell in [*after, *(before.keys() - after.keys())]
        if before.get(cell) != after.get(cell)
    ]


def renew(root: Path) -> str:
    """Write the frozen outcomes anew; return what changed.

    A project without the table has none to freeze.
    """
    if not (root / "docs/which_tool.md").exists():
        return ""
    path, now = root / FROZEN, text(outcomes())
    told = changes(path.read_text("utf-8") if path.exists() else "", now)
    path.write_text(now, encoding="utf-8")
    return "".join(f"{row}\n" for row in told)
