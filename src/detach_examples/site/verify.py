"""Build the site twice, in two places, and demand the same bytes.

The second replays what the first measured: seconds are all that may differ.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from . import sources
from .build import MEASURE
from .figure import Figure

_PLACES = ("here", "somewhere/else/with-a-longer-name")


def verify(root: Path) -> tuple[list[str], list[Figure]]:
    """Return how two builds of a project differ or betray their place, and the count.

    :raises RuntimeError: when one of them fails; its last lines are the text.
    """
    with TemporaryDirectory() as folder:
        roots = [Path(folder) / place / "project" for place in _PLACES]
        measured: dict[str, str] = {}
        for place in roots:
            sources.copy(root, place)
            _build(place, measured)
            measured = {MEASURE: str(place / "build" / "measurements.json")}
        sites = [place / "build" / "html" for place in roots]
        differ = [*differences(*sites)]
        named = [*_betrayals(sites[0], folder, str(root))]
        count = sum(path.is_file() for path in sites[0].rglob("*"))
    return differ + named, [
        Figure("files of the site", count, 1, at_least=True),
        Figure("files that differ between two builds", len(differ), 0),
        Figure("files that name a folder of the machine", len(named), 0),
    ]


def _build(place: Path, measured: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "detach_examples.site", "build"],
        cwd=place,
        env={**os.environ, **measured, "PYTHONPATH": str(place / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-12:]
        raise RuntimeError("\n".join(last))


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield how the files of two folders differ: one line each."""
    names = {p.relative_to(s) for s in (one, other) for p in s.rglob("*")}
    for name in sorted(names):
        first, second = one / name, other / name
        if first.is_dir() and second.is_dir():
            continue
        if not (first.is_file() and second.is_file()):
            yield f"{name} is in one of them alone"
        elif first.read_bytes() != second.read_bytes():
            yield f"{name} differs from byte {_first(first, second)}"


def _first(one: Path, other: Path) -> int:
    pair = zip(one.read_bytes(), other.read_bytes(), strict=False)
    shortest = min(one.stat().st_size, other.stat().st_size)
    return next((at for at, (a, b) in enumerate(pair) if a != b), shortest)


def _betrayals(site: Path, *places: str) -> Iterator[str]:
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        held = path.read_bytes()
        for place in places:
            if place.encode() in held:
                yield f"{path.relative_to(site)} names the folder {place}"
