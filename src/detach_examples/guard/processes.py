"""What a script leaves running is ended with it, and all ends with the build.

Seen on Linux, where a process can adopt what its children leave behind.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_END_WITH_PARENT, _ADOPT = 1, 36


def bind(parent: int) -> None:
    """Let this process end with its parent, and adopt what its children leave.

    :param parent: the number of the process that started this one.
    """
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(_END_WITH_PARENT, signal.SIGKILL)
        system.prctl(_ADOPT, 1)
    if os.getppid() != parent:
        os._exit(1)


def below(process: int | str = "self") -> set[int]:
    """Return the children of a process; none where the system does not say."""
    found: set[int] = set()
    with suppress(OSError):  # the process ended while it was looked at
        for told in Path(f"/proc/{process}/task").glob("*/children"):
            with suppress(OSError):  # one of its threads did
                found.update(map(int, told.read_text().split()))
    return found


def left() -> dict[int, str]:
    """Return by number the name of each process that a script left running."""
    found = {}
    for child in below() - _kept():
        with suppress(OSError):
            stat = Path(f"/proc/{child}/stat").read_text()
            name, state = stat[stat.index("(") + 1 :].rsplit(") ", 1)
            if state[0] == "Z":
                os.waitpid(child, os.WNOHANG)
            else:
                found[child] = name
    return found


def _kept() -> set[int]:
    """Return what multiprocessing keeps for as long as this process lives."""
    tracking = sys.modules.get("multiprocessing.resource_tracker")
    tracker = getattr(getattr(tracking, "_resource_tracker", None), "_pid", None)
    return {tracker} if tracker else set()


def end(children: dict[int, str]) -> None:
    """End processes, and what they started in their turn."""
    while children:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        children = left()
