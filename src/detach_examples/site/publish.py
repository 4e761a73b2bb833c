"""Put a finished build where readers open it: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

#: What Sphinx keeps beside the pages for its next build.
_PRIVATE = {".buildinfo", ".buildinfo.bak"}


def publish(staging: Path, public: Path) -> bool:
    """Make ``public`` equal to ``staging`` by one rename; say whether it changed.

    Files that did not change are linked, not copied: what is public is never
    written to, only replaced.
    """
    files = _files(staging)
    if public.is_dir() and _files(public) == files:
        return False
    coming, going = public.with_suffix(".next"), public.with_suffix(".last")
    shutil.rmtree(coming, ignore_errors=True)
    old = _files(public) if public.is_dir() else {}
    try:
        for name, mark in files.items():
            target = coming / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if old.get(name) == mark:
                os.link(public / name, target)
            else:
                shutil.copy2(staging / name, target)
    except OSError:
        shutil.rmtree(coming, ignore_errors=True)  # a full disk needs the room
        raise
    shutil.rmtree(going, ignore_errors=True)
    if public.exists():
        public.rename(going)
    coming.rename(public)
    shutil.rmtree(going, ignore_errors=True)
    return True


def recover(public: Path) -> None:
    """Bring back the last site where a build was killed between two renames."""
    going = public.with_suffix(".last")
    if going.exists() and not public.exists():
        going.rename(public)


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Relative path to size and time of change.

    Links are left out: who may read more than the scripts must not follow theirs.
    """
    return {
        path.relative_to(folder).as_posix(): (stat.st_size, stat.st_mtime_ns)
        for at, _, names in os.walk(folder)
        for path in (Path(at, name) for name in names)
        if not path.is_symlink() and path.is_file() and path.name not in _PRIVATE
        for stat in [path.stat()]
    }
