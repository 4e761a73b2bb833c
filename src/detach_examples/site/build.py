"""Build the site: look first, run Sphinx in a watched child, publish at the end.

What is public, ``build/html``, changes only when everything went well.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .. import measure
from ..guard import claims, faults, limits, lint, pages
from ..guard.faults import Fault
from ..guard.limits import Watch, end_group
from . import publish, stamp, unjudged

#: The environment variable that names a file of measurements to replay.
MEASURE = "MEASURE"
_GRACE = 5.0  # seconds past a script's limit before the parent ends the child


@dataclass
class Result:
    """What came of a build; ``ran`` lists the pages whose scripts ran."""

    faults: list[Fault] = field(default_factory=list)
    warned: bool = False
    ran: list[str] = field(default_factory=list)
    torch_imported: bool = False
    changed: bool = False

    @property
    def good(self) -> bool:
        """Whether the site stands."""
        return not self.faults and not self.warned


def build(root: Path, *, out: str = "site", only: str = "") -> Result:
    """Build into ``build/OUT``; ``only`` names the one script to run."""
    with _alone(root) as free:
        return _build(root, out, only) if free else Result([_BUSY])


def build_and_publish(root: Path) -> Result:
    """Build the whole site and put it into ``build/html``."""
    with _alone(root) as free:
        if not free:
            return Result([_BUSY])
        publish.recover(root / "build/html")
        result = _build(root, "site", "")
        if result.good:
            result.changed = publish.publish(root / "build/site", root / "build/html")
        return result


_BUSY = Fault("build", 1, "Another build is running here.", "Wait for it to end.")


@contextmanager
def _alone(root: Path) -> Iterator[bool]:
    folder = root / "build"
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _build(root: Path, out: str, only: str) -> Result:
    found = [*lint.check_gallery(root), *pages.faults(root)]
    found = found or claims.faults(root) or [*_settings(root)]
    if found:
        return Result(found)
    replay = _replay()
    stamp.prune(root)
    unjudged.run_again(root)
    if stamp.forget_stale(root, stamp.current(root, replay)):
        print("The helpers or versions changed: every script runs.", flush=True)
    trees = root / "build" / "doctrees" / out
    ended_well, sources = trees / "ended-well", stamp.pages(root)
    if not ended_well.exists() or set(ended_well.read_text().splitlines()) - sources:
        # Sphinx warns of a page once, when it reads it, and leaves pages that are gone.
        for folder in (trees, root / "build" / out):
            shutil.rmtree(folder, ignore_errors=True)
    ended_well.unlink(missing_ok=True)
    result = _run(root, out, only, replay)
    if result.good:
        ended_well.write_text("\n".join(sorted(sources)))
    return result


def _replay() -> Path | None:
    name = os.environ.get(MEASURE, "")
    return Path(name).resolve() if name else None


def _settings(root: Path) -> Iterator[Fault]:
    """Refuse what the environment or an earlier build gives, before Sphinx starts."""
    try:
        limits.limit()
    except ValueError as error:
        yield Fault(limits.LIMIT, 1, str(error), f"Try {limits.LIMIT}=60")
    replay, record = _replay(), root / "build" / "measurements.json"
    if replay and not replay.is_file():
        what, do = "There is no such file of measurements.", "Name one: MEASURE=FILE"
        yield Fault(os.environ[MEASURE], 1, what, do)
    for path in filter(Path.is_file, filter(None, (replay, record))):
        try:
            measure.Book.load(path)
        except ValueError as error:
            do = "Name another: MEASURE=FILE" if path == replay else "Type: make clean"
            yield Fault(os.path.relpath(path, root), 1, str(error), do)


def _run(root: Path, out: str, only: str, replay: Path | None) -> Result:
    folder = root / "build"
    watch = Watch(folder)
    watch.clear()
    for name in ("result.json", "faults.json"):
        (folder / name).unlink(missing_ok=True)
    command = [sys.executable, "-m", "detach_examples.site.child", str(root)]
    command += ["--out", out, "--only", only]
    command += ["--replay", str(replay)] if replay else []
    child = subprocess.Popen(command, cwd=root, start_new_session=True)
    try:
        late = watch.wait(child, _GRACE)
    finally:
        end_group(child)
    return _read(folder, watch, late)


def _read(folder: Path, watch: Watch, late: bool) -> Result:
    path = folder / "result.json"
    if path.exists() and not late:
        told = json.loads(path.read_text(encoding="utf-8"))
        found = faults.read(folder / "faults.json")
        if found or not watch.now():
            warned = told["status"] != 0
            return Result(found, warned, told["ran"], told["torch_imported"])
    return Result([_death(watch, late)])


def _death(watch: Watch, late: bool) -> Fault:
    """Say why the child is dead without a result."""
    run = watch.now()
    if run is None:
        what, do = "Sphinx ended without a result.", "Read its last lines above."
        return Fault("conf.py", 1, what, do)
    file = f"gallery/{run.page}.py"
    line = watch.stuck_line(file)
    if line or late:
        what = f"The script still ran after its limit of {run.limit:g} seconds."
        do = "Make it shorter, or raise the limit: SCRIPT_LIMIT=SECONDS"
        return Fault(file, line or 1, what, do)
    what = "The script ended its process, without an error."
    return Fault(file, 1, what, "Look for os._exit, os.kill, or a crash in C code.")
