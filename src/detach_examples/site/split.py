"""Run one part of a project's scripts, away from all that was built.

The scripts run in a copy that holds no others, so that whatever appears there is
theirs; what they made is packed into ``build/shards``, for a merge.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

from .. import measure
from ..guard.script import scripts
from ..guard.shard import Shard
from . import brought, build, part, room, sources
from .build import Result

#: Where parts lie, unless they were brought elsewhere.
FOLDER = Path("build/shards")


def split(root: Path, shard: Shard) -> tuple[Result, Path]:
    """Run a part, and pack it; return what came of it, and where it ran."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with build.alone(folder / f".{shard.name}.lock") as lock:
        if lock is None:
            return Result([build.BUSY]), root
        if found := build.refusals(root):
            return Result(found), root
        for left in folder.glob(f".{shard.name}.run-*"):  # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        place = Path(mkdtemp(dir=folder, prefix=f".{shard.name}.run-"))
        return _run(root, place, shard, lock), place


def _run(root: Path, place: Path, shard: Shard, lock: int) -> Result:
    work = [script.page for script in scripts(root)]
    pages, asked = set(work), brought.asked(root)
    mine = shard.slice([*work, *asked])
    replay = build.replay()
    origin = part.Origin.of(root, replay)
    _copy(root, place, [page for page in mine if page in pages])
    runs = [key for key in mine if key not in pages]
    result = build.run(place, "part", lock, replay=replay, more=["--run", *runs])
    if result.good:
        measured = measure.Book.load(place / "build/measurements.json")
        found = part.Part(
            shard, origin, brought.read(place / room.NOTES), measured, part.made(place)
        )
        found.write(root / FOLDER / f"{shard.name}.zip", place)
        shutil.rmtree(place)
    return result


def _copy(root: Path, place: Path, pages: list[str]) -> None:
    """Lay out a project with some of another's scripts."""
    mine = {f"gallery/{page}.py" for page in pages}
    others = {script.file for script in scripts(root)} - mine
    whole = ("conf.py", "pyproject.toml", "docs/", "gallery/")
    sources.copy(
        root, place, lambda name: name.startswith(whole) and name not in others
    )
    (place / "build").mkdir()
    (place / "docs" / "part.rst").write_text("Part\n====\n", encoding="utf-8")
