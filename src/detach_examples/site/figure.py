"""A measured figure, its limit, and the file in which a page finds it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .stamp import version


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it may be at most, or must be at least.

    :param limit: None where the figure is told but not judged.
    :param unit: what the value counts; empty for a ratio.
    """

    name: str
    value: float
    limit: float | None = None
    at_least: bool = False
    unit: str = ""

    @property
    def missed(self) -> bool:
        """Say whether the limit was passed."""
        if self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    @property
    def verdict(self) -> str:
        """Say in a word how it stands; nothing where it is not judged."""
        return "" if self.limit is None else "MISSED" if self.missed else "met"

    @property
    def measured(self) -> str:
        """Return the value with its unit."""
        return f"{short(self.value)} {self.unit}".rstrip()

    @property
    def bound(self) -> str:
        """Return the limit in words; nothing where there is none."""
        if self.limit is None:
            return ""
        return f"{'at least' if self.at_least else 'at most'} {short(self.limit)}"

    def row(self) -> str:
        """Return the figure as a line of the table."""
        row = f"  {self.name:<58} {self.measured:>10}  {self.bound:<15}{self.verdict}"
        return row.rstrip()


def short(value: float) -> str:
    """Return three digits of a number, or all before its point.

    >>> short(0.12345), short(1234.5)
    ('0.123', '1234')
    """
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


HEAD = f"  {'figure':<58} {'value':>10}  {'limit':<15}verdict"


def path(root: Path, name: str) -> Path:
    """Return where the figures of one bench lie."""
    return root / "docs" / "_figures" / f"{name}.json"


def save(root: Path, name: str, figures: Sequence[Figure]) -> None:
    """Keep figures with what they were measured on."""
    told = {
        "torch": version("torch"),
        "python": platform.python_version(),
        "cores": _cores(),
        "figures": [
            asdict(replace(each, value=float(f"{each.value:.4g}"))) for each in figures
        ],
    }
    file = path(root, name)
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _cores() -> int:
    """Return how many cores this process may use; not every system says it."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read(file: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Return kept figures, and what they were measured on."""
    told = json.loads(file.read_text(encoding="utf-8"))
    return [Figure(**each) for each in told.pop("figures")], told
