"""A command that waits for its reader, and what it says meanwhile."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def running(command: list[str], **how: Any) -> Iterator[subprocess.Popen[str]]:
    """Start a command, and end it after the block or after four minutes."""
    started = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # What a shell starts in the background ignores Ctrl-C, and so its children do.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **how,
    )
    # One that never says what is waited for must not hold the run.
    end = threading.Timer(240, started.kill)
    end.start()
    yield started
    end.cancel()
    started.kill()
    started.communicate()


def read_until(started: subprocess.Popen[str], pattern: str) -> str:
    """Return what a command says up to the line that has a pattern."""
    assert started.stdout is not None
    told = ""
    for line in started.stdout:
        told += line
        if re.search(pattern, line):
            return told
    raise AssertionError(f"it ended before it said {pattern!r}:\n{told}")


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, a minute at most."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.002)
