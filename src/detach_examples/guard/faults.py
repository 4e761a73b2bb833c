"""A fault: what is wrong, where, and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that stops a build; ``file`` is relative to the project."""

    file: str
    line: int
    what: str
    do: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{_on_one_line(f'{place}: {self.what}')}\n    {_on_one_line(self.do)}"


def _on_one_line(text: str) -> str:
    """Escape what a stranger's name or message would do to a terminal.

    >>> _on_one_line("a\\nb")
    'a\\\\nb'
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def listed(faults: list[Fault]) -> str:
    """Return faults as a build tells them: how many, and each in two lines."""
    head = f"{len(faults)} fault{'s' * (len(faults) != 1)}:"
    return "\n".join([head, *(f"  {fault}" for fault in faults)])


def write(path: Path, faults: Iterable[Fault]) -> None:
    """Write faults as JSON, for another process to read."""
    path.write_text(json.dumps([asdict(f) for f in faults]), encoding="utf-8")


def read(path: Path) -> list[Fault]:
    """Read the faults that :func:`write` wrote."""
    return [Fault(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
