"""Serve the built site on this machine, and show each change as soon as it is made.

A page whose source is saved is shown at once by a warm process; the whole site is
built behind it, by the same command that ``make html`` calls.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..guard.faults import listed
from .build import WARNED
from .live import Live
from .preview import Preview, Warm, source_of
from .warm import PREVIEW

_WATCHED = ("gallery", "src", "docs", "conf.py")


def ours(path: str) -> bool:
    """Leave out what a build itself writes, and what editors leave beside a file."""
    return "/docs/gallery/" not in path and bool(Path(path).suffix)


def serve(root: Path, port: int) -> int:
    """Build, serve ``build/html`` on loopback, and watch until Ctrl-C, or SIGTERM."""
    try:
        live = Live([root / PREVIEW, root / "build/html"], port)
    except OSError as error:
        what = f"serve: port {port} of this machine can not be taken: {error.strerror}."
        print(f"{what}\n    Name another: make serve PORT=8001", file=sys.stderr)
        return 1
    shutil.rmtree(root / PREVIEW, ignore_errors=True)
    desk = Desk(root, live)
    live.start()
    # What manages processes ends them so; a shell's background takes no Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            desk.build()
            for changed in _changes(root, f"Serving {live.address}  (Ctrl-C ends it)"):
                desk.work(changed)
    finally:
        desk.end()
        live.stop()
    return 0


def _changes(root: Path, ready: str) -> Iterator[set[str]]:
    """Yield the files that were saved, now and then none; say that it has begun."""
    from watchfiles import DefaultFilter, watch

    known = DefaultFilter()
    paths = [root / name for name in _WATCHED if (root / name).exists()]
    for changes in watch(
        *paths,
        watch_filter=lambda change, path: known(change, path) and ours(path),
        step=20,
        rust_timeout=100,
        yield_on_timeout=True,
    ):
        if ready:
            print(ready, flush=True)
            ready = ""
        yield {path for _, path in changes}


class Desk:
    """What is going on: a build of the whole site, a warm process, a previewed page."""

    def __init__(self, root: Path, live: Live) -> None:
        self.root = root
        self.live = live
        self._build: subprocess.Popen[str] | None = None
        self._warm: Warm | None = None
        self._told = False
        self._shown = ""
        #: What was saved since the warm process read the site.
        self._since: set[str] = set()

    def work(self, changed: set[str]) -> None:
        """Show what changed, or look whether what was begun is done."""
        if changed:
            self._stop()
            self._see(changed)
        elif self._build and self._build.poll() is not None:
            self._built(self._build)
        elif self._warm and not self._told and self._warm.ready():
            self._told = True
            print("Ready: what you save is shown at once.", flush=True)

    def build(self) -> None:
        """Begin to build the whole site."""
        command = [sys.executable, "-m", "detach_examples.site", "--root"]
        self._build = subprocess.Popen(
            [*command, str(self.root), "build"], stderr=subprocess.PIPE, text=True
        )

    def end(self) -> None:
        """End all that was begun."""
        self._stop()
        self._cool()
        shutil.rmtree(self.root / PREVIEW, ignore_errors=True)

    def _stop(self) -> None:
        """End a build whose sources changed; the next one mends what it left."""
        if self._build:
            self._build.terminate()
            self._build.communicate()
            self._build = None

    def _see(self, changed: set[str]) -> None:
        self._since |= changed
        source = source_of(self.root, changed)
        seen = None
        if source and self._warm and self._warm.ready():
            seen = self._warm.page(source)
        else:
            self._cool()
        refused = seen and (seen.faults or seen.warnings)
        if seen and refused and self._since == changed:
            self._refuse(_worded(seen))
            return
        # A fault may be of what the warm process has not read: the build will tell.
        if seen and not refused:
            self._shown = seen.page
            self.live.reload()
            print(f"Shown: {self.live.address}{seen.page}", flush=True)
        self.build()

    def _built(self, build: subprocess.Popen[str]) -> None:
        _, errors = build.communicate()
        self._build = None
        if build.returncode:
            self._refuse(errors)
            return
        same = self._shown and self._same(self._shown)
        shutil.rmtree(self.root / PREVIEW, ignore_errors=True)
        self.live.reload(self._shown if same else "")
        self._shown = ""
        self._since.clear()
        self._cool()
        self._warm, self._told = Warm(self.root), False

    def _cool(self) -> None:
        """End the warm process: it is about what was, or reads what a build writes."""
        if self._warm:
            self._warm.end()
            self._warm = None

    def _same(self, page: str) -> bool:
        sooner, built = self.root / PREVIEW / page, self.root / "build/html" / page
        return built.is_file() and sooner.read_bytes() == built.read_bytes()

    def _refuse(self, told: str) -> None:
        print(told, file=sys.stderr, flush=True)
        self.live.refuse(told.strip())


def _worded(seen: Preview) -> str:
    """Say what is wrong with a page as a build does."""
    if seen.warnings:
        return f"\n{WARNED}\n{seen.warnings}"
    return f"\n{listed(seen.faults)}"
