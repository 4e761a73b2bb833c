"""The warm process as its owner sees it: ask for a page, get it or what is wrong."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from ..guard import lint, memory, pages
from ..guard.faults import Fault
from ..guard.limits import Watch, end_group
from ..guard.script import Script
from . import build, room
from .warm import PREVIEW

_GRACE = 5.0  # seconds past a script's limit


@dataclass
class Preview:
    """What came of one page: it is there, or there are faults, or Sphinx warned."""

    page: str = ""
    faults: list[Fault] = field(default_factory=list)
    warnings: str = ""


class Warm:
    """A warm process, from its start to its end; it is ready when it says so."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.rmtree(root / PREVIEW, ignore_errors=True)
        room.prepare(root, Path(PREVIEW).name)
        # Pages name styles and scripts with digests of what lies there; one of them
        # the theme changes when all pages are written.
        (root / PREVIEW / "_static").mkdir()
        for path in (root / "build/site/_static").iterdir():
            if path.name != "pygments.css":
                (root / PREVIEW / "_static" / path.name).symlink_to(path)
        self._temporary = TemporaryDirectory(prefix="detach-")
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "detach_examples.site.warm", str(root)],
            cwd=root,
            env=room.variables(root, self._temporary.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def ready(self) -> bool:
        """Say whether it can be asked; never waits."""
        if not self._ready and self._line(0):
            self._ready = True
        return self._ready and self._process.poll() is None

    def end(self) -> None:
        """End the process, and whatever it started."""
        end_group(self._process)
        self._temporary.cleanup()

    def page(self, source: str) -> Preview | None:
        """Make the page of a source; None where only a whole build can tell."""
        if found := _looked_at(self.root / source, self.root):
            return Preview(faults=sorted(found))
        watch = Watch(self.root / room.NOTES)
        watch.clear()
        assert self._process.stdin is not None
        self._process.stdin.write(f"{source}\n".encode())
        self._process.stdin.flush()
        spent = ""
        while not (line := self._line(0.02)):
            run = watch.now()
            if self._process.poll() is not None:
                return None
            if run and time.time() > run.since + run.limit + _GRACE:
                spent = "time"
            elif run and memory.used(self._process.pid) > memory.limit():
                spent = "memory"
            if spent:
                self.end()
                return Preview(faults=[build.death(watch, spent)])
        told = json.loads(line)
        if told is None:
            return Preview(faults=[build.death(watch, "")]) if watch.now() else None
        faults = [Fault(**each) for each in told.get("faults", [])]
        warnings = told.get("warnings", "").replace(f"{self.root}/", "")
        return Preview(told.get("page", ""), faults, warnings)

    def _line(self, seconds: float) -> bytes:
        """Return what the process told, or nothing after a while without a word."""
        assert self._process.stdout is not None
        there, _, _ = select.select([self._process.stdout], [], [], seconds)
        return self._process.stdout.readline() if there else b""


def _looked_at(path: Path, root: Path) -> list[Fault]:
    """Return what a build finds in a source before it runs anything."""
    if path.suffix == ".py":
        return lint.check(Script(path, root), lint.MUST)
    return pages.check(path, root)


def source_of(root: Path, changed: set[str]) -> str:
    """Return the one source of a page that changed, or an empty string."""
    names = [os.path.relpath(path, root) for path in changed]
    if len(names) != 1 or not (root / names[0]).is_file():
        return ""
    (name,) = names
    parts = Path(name).parts
    script = parts[0] == "gallery" and len(parts) == 3 and name.endswith(".py")
    page = (
        parts[0] == "docs" and name.endswith(".md") and "_" not in {p[0] for p in parts}
    )
    return name if script or page else ""
