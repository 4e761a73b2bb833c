"""Wait for the reader to save, and check what was saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .desk import Desk
from .exercise import ALL, Exercise
from .sitting import Sitting, Tell

MISSING = (
    "watching needs the package watchfiles: pip install watchfiles"
    " (or the extra called practice), or check once with --no-watch"
)


def can_watch() -> bool:
    """Say whether the file watcher is installed."""
    try:
        import watchfiles  # noqa: F401  (asked whether it is there)
    except ImportError:
        return False
    return True


def watch(desk: Desk, tell: Tell) -> None:
    """Check at once, and again on each save, until all are solved."""
    sitting = Sitting(desk, tell)
    for saved in _saves(desk):
        if saved is None:
            if sitting.begin():
                return
            tell("Waiting for you to save a file (Ctrl-C ends it) ...")
        elif saved and sitting.saved(saved):
            return


def _saves(desk: Desk) -> Iterator[list[Exercise] | None]:
    """Yield None once the watch has begun, then the exercises of each save.

    What is saved while a check runs is not lost: the watch goes on behind it.
    """
    from watchfiles import watch as changes

    begun = False
    for seen in changes(
        desk.folder, recursive=False, rust_timeout=300, yield_on_timeout=True
    ):
        if not begun:
            begun = True
            yield None
        names = {Path(path).name for _, path in seen}
        yield [e for e in ALL if desk.file(e).name in names]
