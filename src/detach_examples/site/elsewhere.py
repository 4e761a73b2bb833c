"""Find out afterwards what scripts wrote elsewhere, where no sandbox holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..guard import sandbox
from ..guard.faults import Fault
from . import sources

Marks = dict[str, tuple[int, int]]
#: How many scripts are named as those that may have done it.
_MOST = 3


def marks(root: Path) -> Marks | None:
    """Return how the project's sources look; None where a sandbox keeps them so."""
    return None if sandbox.holds() else _marks(root)


def written(root: Path, before: Marks | None, ran: list[str]) -> Iterator[Fault]:
    """Yield what is not as it was, and let the scripts that ran run again."""
    if before is None or not ran:
        return
    now = _marks(root)
    found = sorted(n for n in before.keys() | now if before.get(n) != now.get(n))
    for page in ran if found else ():
        (root / f"docs/gallery/{page}.py.md5").unlink(missing_ok=True)
    for name in found:
        what = "This file changed while scripts ran, and no sandbox holds them here."
        pages = ", ".join(f"gallery/{page}.py" for page in ran[:_MOST])
        yield Fault(name, 1, what, f"Unless it was you, look at what ran: {pages}.")


def _marks(root: Path) -> Marks:
    return {
        path.relative_to(root).as_posix(): (stat.st_size, stat.st_mtime_ns)
        for path in sources.files(root)
        for stat in [path.stat()]
    }
