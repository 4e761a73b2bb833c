"""Build the site: look first, run Sphinx in a watched child, publish at the end.

What is public, ``build/html``, changes only when everything went well.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .. import measure
from ..guard import claims, faults, limits, lint, memory, pages
from ..guard.faults import Fault
from ..guard.limits import Watch, end_group
from . import disk, elsewhere, made, publish, room, stamp, unchanged

#: The environment variable that names a file of measurements to replay.
MEASURE = "MEASURE"
_GRACE = 5.0  # seconds past a script's limit before the parent ends the child


@dataclass
class Result:
    """What came of a build: whose scripts ran, and what they were kept from."""

    faults: list[Fault] = field(default_factory=list)
    warned: bool = False
    ran: list[str] = field(default_factory=list)
    torch_imported: bool = False
    held: list[str] = field(default_factory=list)
    changed: bool = False

    @property
    def good(self) -> bool:
        """Whether the site stands."""
        return not self.faults and not self.warned


def build(root: Path, *, out: str = "site", only: str = "") -> Result:
    """Build into ``build/OUT``; ``only`` names the one script to run."""
    with alone(root / "build" / ".lock") as lock:
        if lock is None:
            return Result([BUSY])
        found = refusals(root)
        return Result(found) if found else _build(root, out, lock, only=only)


def build_and_publish(root: Path) -> Result:
    """Build the whole site and put it into ``build/html``."""
    with alone(root / "build" / ".lock") as lock:
        if lock is None:
            return Result([BUSY])
        publish.recover(root / "build/html")
        if not [*_settings(root)] and unchanged.holds(root, replay()):
            nothing = {"status": 0, "ran": [], "torch_imported": False}
            (root / "build/result.json").write_text(json.dumps(nothing))
            return Result()
        found = refusals(root)
        return Result(found) if found else whole(root, lock)


def whole(root: Path, lock: int, more: Sequence[str] = ()) -> Result:
    """Build what was not refused, and publish it; ``more`` is for the child."""
    result = _build(root, "site", lock, more=more)
    if result.good:
        result.changed = publish.publish(root / "build/site", root / "build/html")
        unchanged.note(root, replay())
    return result


#: Stands above what Sphinx warned of.
WARNED = "Sphinx warned, and a warning is a fault:"
BUSY = Fault("build", 1, "Another build is running here.", "Wait for it to end.")


@contextmanager
def alone(lock: Path) -> Iterator[int | None]:
    """Yield the number of an open file that holds a lock; None where another does.

    The child has it open too: the lock outlives a parent that was killed.
    """
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        yield file.fileno() if _locked(file) else None


def _locked(file: IO[str]) -> bool:
    """Take the lock; what a killed build left gets a moment to end."""
    for _ in range(20):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False


def refusals(root: Path) -> list[Fault]:
    """Return what keeps a project from being built, before a script runs."""
    room.adopt(root)
    found = [*lint.check_gallery(root), *pages.faults(root)]
    return found or claims.faults(root) or [*_settings(root)]


def _build(
    root: Path, out: str, lock: int, *, only: str = "", more: Sequence[str] = ()
) -> Result:
    figures = replay()
    stamp.prune(root)
    if stamp.forget_stale(root, stamp.current(root, figures)):
        print("The helpers or versions changed: every script runs.", flush=True)
    made.forget_broken(root)
    site, named = made.Site(root, out), stamp.pages(root)
    site.begin(named)
    before = elsewhere.marks(root)
    result = run(root, out, lock, only=only, replay=figures, more=more)
    result.faults += elsewhere.written(root, before, result.ran)
    if result.good:
        site.end_well(named)
    return result


def replay() -> Path | None:
    """Return the file of measurements that is to be replayed."""
    name = os.environ.get(MEASURE, "")
    return Path(name).resolve() if name else None


def _settings(root: Path) -> Iterator[Fault]:
    """Refuse what the environment or an earlier build gives, before Sphinx starts."""
    try:
        limits.limit()
    except ValueError as error:
        yield Fault(limits.LIMIT, 1, str(error), f"Try {limits.LIMIT}=60")
    try:
        memory.limit()
    except ValueError as error:
        yield Fault(memory.LIMIT, 1, str(error), f"Try {memory.LIMIT}=4096")
    figures, record = replay(), root / "build" / "measurements.json"
    if figures and not figures.is_file():
        what, do = "There is no such file of measurements.", "Name one: MEASURE=FILE"
        yield Fault(os.environ[MEASURE], 1, what, do)
    for path in filter(Path.is_file, filter(None, (figures, record))):
        try:
            measure.Book.load(path)
        except ValueError as error:
            do = "Name another: MEASURE=FILE" if path == figures else "Type: make clean"
            yield Fault(os.path.relpath(path, root), 1, str(error), do)


def run(
    root: Path,
    out: str,
    lock: int,
    *,
    only: str = "",
    replay: Path | None = None,
    more: Sequence[str] = (),
) -> Result:
    """Run Sphinx in a child that is watched; ``more`` are arguments of the child."""
    room.prepare(root, out)
    notes = root / room.NOTES
    watch = Watch(notes)
    watch.clear()
    for name in ("result.json", "faults.json"):
        (notes / name).unlink(missing_ok=True)
    command = [sys.executable, "-P", "-m", "detach_examples.site.child", str(root)]
    command += ["--out", out, "--only", only]
    command += ["--lock", str(lock), "--parent", str(os.getpid())]
    command += ["--replay", str(replay)] if replay else []
    command += more
    with disk.temporary() as temporary:
        child = subprocess.Popen(
            command,
            cwd=root,
            env=room.variables(root, temporary),
            start_new_session=True,
            pass_fds=(lock,),
        )
        try:
            spent = watch.wait(child, _GRACE, memory.limit())
        finally:
            end_group(child)
    return _read(root, watch, spent)


def _read(root: Path, watch: Watch, spent: str) -> Result:
    room.adopt(root)
    notes = root / room.NOTES
    path = notes / "result.json"
    if path.is_file() and not path.is_symlink() and not spent:
        told = json.loads(path.read_text(encoding="utf-8"))
        path.replace(root / "build" / "result.json")
        found = faults.read(notes / "faults.json")
        if found or not watch.now():
            warned = told["status"] != 0
            return Result(
                found, warned, told["ran"], told["torch_imported"], held=told["held"]
            )
    return Result([disk.probe(root) or death(watch, spent)])


def death(watch: Watch, spent: str) -> Fault:
    """Say why the child is dead without a result."""
    run = watch.now()
    if run is None:
        what, do = "Sphinx ended without a result.", "Read its last lines above."
        return Fault("conf.py", 1, what, do)
    file = f"gallery/{run.page}.py"
    line = watch.stuck_line(file)
    if spent == "memory":
        what = f"The script takes more than its limit of {memory.limit()} MiB."
        do = f"Make its tensors smaller, or raise the limit: {memory.LIMIT}=MIB"
        return Fault(file, line or 1, what, do)
    if line or spent:
        what = f"The script still ran after its limit of {run.limit:g} seconds."
        do = "Make it shorter, or raise the limit: SCRIPT_LIMIT=SECONDS"
        return Fault(file, line or 1, what, do)
    what = "The script ended its process, without an error."
    return Fault(file, 1, what, "Look for os._exit, os.kill, or a crash in C code.")
