"""Freeze what every option did, and say what changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from .reading import FOLDER
from .verdict import PARTS, Judged, judged

FROZEN = Path("tests/pages/problems.txt")


def text(part: str, found: list[Judged]) -> str:
    """Write verdicts and outcomes down, one problem after the other."""
    return "".join(f"{row}\n" for judgement in found for row in _rows(part, judgement))


def _rows(part: str, judgement: Judged) -> Iterator[str]:
    problem = judgement.problem
    yield f"{part}/{problem.name}"
    if judgement.given is not None:
        yield "  as it stands"
        yield from _indented(judgement.given.said)
    for answer in judgement.answers:
        option = answer.option
        verdict = "right" if answer.right else "wrong"
        place = f"{option.replace} -> " if option.replace else ""
        yield f"  {verdict}: {place}{' / '.join(option.shown.splitlines())}"
        if problem.kind != "predict":
            yield from _indented(answer.outcome.said)
        if answer.outcome.missed:
            yield f"    misses: {answer.outcome.missed}"


def _indented(said: str) -> Iterator[str]:
    for row in said.splitlines():
        yield f"    {row}"


def changes(before: str, now: str) -> str:
    """Return a diff, or nothing."""
    old, new = before.splitlines(keepends=True), now.splitlines(keepends=True)
    name = FROZEN.as_posix()
    return "".join(difflib.unified_diff(old, new, f"{name} (before)", name))


def renew(root: Path) -> str:
    """Write what is frozen anew; return the diff.

    A project without problems has none to freeze.

    :raises Unsound: for the first problem that cannot be judged.
    """
    if not (root / FOLDER).exists():
        return ""
    path = root / FROZEN
    now = "".join(text(part, judged(root, part)) for part in PARTS)
    told = changes(path.read_text("utf-8") if path.exists() else "", now)
    path.write_text(now, encoding="utf-8")
    return told
