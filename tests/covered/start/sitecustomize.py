"""Count the lines of the package that a process runs: Python imports this at its start.

What runs scripts gives up its right to make files, so the file is opened here.  A fork
adds to the file of its parent; so does a process that ends at once (``os._exit``).

Python has one trace function.  Who asks for it here is told that it is free, and gets
it: as long as he has it, lines of the package are counted beside him.
"""

from __future__ import annotations

import atexit
import os
import sys
import time
from collections import defaultdict
from contextlib import suppress
from types import FrameType
from typing import Any

import coverage

_FOLDER, _PACKAGE = os.environ["COVERAGE_FILE"], f"{os.sep}detach_examples{os.sep}"
#: A tracer of ours that takes turns with this one is no fault, nor is a process
#: that runs nothing of ours.
_UNTOLD = ["trace-changed", "no-data-collected", "module-not-imported"]

_counted = coverage.Coverage(
    data_file=None, config_file=False, source_pkgs=["detach_examples"]
)
_counted.set_option("run:disable_warnings", _UNTOLD)
_flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND
_file = os.open(f"{_FOLDER}/{os.getpid()}-{time.time_ns()}", _flags)
_ended, _traces, _traced = os._exit, sys.settrace, sys.gettrace


class _Beside:
    """Another's trace function, with lines of the package counted: its own, too."""

    lines: defaultdict[str, set[int]] = defaultdict(set)
    #: Who has the trace function.
    now: Any = None
    _inside = False

    def __init__(self, other: Any) -> None:
        self.other = other

    def __eq__(self, other: object) -> bool:
        return bool(self.other == other)

    __hash__ = None  # nobody keeps one by its hash

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if _PACKAGE in frame.f_code.co_filename:
            return self._count(frame, event, argument)
        if _Beside._inside:
            return None
        _Beside._inside = True
        try:
            found = sys.call_tracing(self._call, (frame, event, argument))
        finally:
            _Beside._inside = False
        return found if found is None else _Beside(found)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        _traces(_Beside.now)  # Python 3.11 forgets that it traces
        return self.other(frame, event, argument)

    def _count(self, frame: FrameType, event: str, argument: Any) -> Any:
        self.lines[frame.f_code.co_filename].add(frame.f_lineno)
        return self._count


def _set(other: Any) -> None:
    """Give the trace function away, with what it set in running frames; or take it."""
    _Beside.now = _own if other is None else _Beside(other)
    _traces(_Beside.now)
    owner, step = getattr(other, "__self__", _set), sys._getframe(1)
    while step is not None:
        if getattr(step.f_trace, "__self__", None) is owner:
            step.f_trace = _Beside(step.f_trace)
        step = step.f_back


def _get() -> Any:
    """Return who has it, other than who counts."""
    now = _traced()
    return now.other if isinstance(now, _Beside) else None if now is _own else now


def _keep() -> None:
    """Add what was counted to the file; after a fork, all that its parent counted."""
    _traces(_own)
    _counted.stop()
    data = _counted.get_data()
    data.add_lines(_Beside.lines)
    if data.measured_files():
        told = data.dumps()
        with suppress(OSError):  # a test may let it find no room
            os.write(_file, len(told).to_bytes(8, "big") + told)


def _end(status: int) -> None:
    _keep()
    _ended(status)


os._exit = _end
atexit.register(_keep)
_counted.start()
_own = _traced()
sys.settrace, sys.gettrace = _set, _get
