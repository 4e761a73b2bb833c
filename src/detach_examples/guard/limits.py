"""A time limit that holds inside C code and past ``except Exception``.

``faulthandler`` watches from a thread of its own that needs no interpreter
lock: when time is up it writes the line that runs, and ends the process.
"""

from __future__ import annotations

import faulthandler
import json
import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from . import memory

#: How long a script may run, in seconds; the environment variable sets it.
LIMIT = "SCRIPT_LIMIT"
_DAY = 86_400.0
#: The signal at which a child writes down where it is.
_ASKED = signal.SIGXCPU
_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')


def limit() -> float:
    """Return the limit for a script in seconds.

    :raises ValueError: for what is no number of seconds up to a day.
    """
    text = os.environ.get(LIMIT) or "60"
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= _DAY:
        raise ValueError(f"{text!r} is no number of seconds up to a day.")
    return value


def end_group(child: subprocess.Popen[bytes]) -> None:
    """End a child that leads a group of its own, and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@dataclass(frozen=True)
class Run:
    """The script that runs now: written for the watching parent."""

    page: str
    limit: float
    since: float


class Watch:
    """Two files in a folder: which script runs, and where it got stuck."""

    def __init__(self, folder: Path) -> None:
        self.running = folder / "running.json"
        self.stuck = folder / "stuck.txt"
        self._file: TextIO | None = None

    def clear(self) -> None:
        """Forget what an earlier build left."""
        self.running.unlink(missing_ok=True)
        self.stuck.unlink(missing_ok=True)

    def arm(self, page: str, limit: float) -> None:
        """Start the clock for a script; ``limit`` is in seconds."""
        run = Run(page, limit, time.time())
        self.running.write_text(json.dumps(asdict(run)), encoding="utf-8")
        self._file = self.stuck.open("w", encoding="utf-8")
        faulthandler.dump_traceback_later(limit, exit=True, file=self._file)
        faulthandler.register(_ASKED, file=self._file)

    def disarm(self) -> None:
        """Stop the clock."""
        faulthandler.cancel_dump_traceback_later()
        faulthandler.unregister(_ASKED)
        if self._file is not None:
            self._file.close()
            self._file = None
        self.clear()

    def now(self) -> Run | None:
        """Return the script that runs, or that ran when its process ended."""
        try:
            return Run(**json.loads(self.running.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return None

    def wait(
        self, child: subprocess.Popen[bytes], grace: float, most: int | None = None
    ) -> str:
        """Wait for a child that watches itself; return what it took too much of.

        :param grace: seconds past the limit until this process loses patience.
        :param most: MiB of memory that may be in use while a script runs, if limited.
        """
        while child.poll() is None:
            run = self.now()
            if run and time.time() > run.since + run.limit + grace:
                return "time"
            if run and most and memory.used(child.pid) > most:
                self._ask(child)
                return "memory"
            time.sleep(0.02)
        return ""

    def _ask(self, child: subprocess.Popen[bytes]) -> None:
        """Let a child write down the line that runs; C code cannot hold it up."""
        with suppress(ProcessLookupError):
            child.send_signal(_ASKED)
        for _ in range(50):
            if child.poll() is not None or self._told():
                return
            time.sleep(0.02)

    def _told(self) -> str:
        try:
            return self.stuck.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def stuck_line(self, page: str) -> int:
        """Return the line of ``page`` at which its time ran out, or 0."""
        for frame in _FRAME.finditer(self._told()):
            if frame["file"].endswith(page):
                return int(frame["line"])
        return 0
