"""Count the lines of the package that a process runs: Python imports this at its start.

What runs scripts gives up its right to make files, so the file is opened here.  A fork
adds to the file of its parent; so does a process that ends at once (``os._exit``).
"""

from __future__ import annotations

import atexit
import os
import time

import coverage

_FOLDER = os.environ["COVERAGE_FILE"]
#: A tracer of ours that takes turns with this one is no fault, nor is a process
#: that runs nothing of ours.
_UNTOLD = ["trace-changed", "no-data-collected", "module-not-imported"]

_counted = coverage.Coverage(
    data_file=None, config_file=False, source_pkgs=["detach_examples"]
)
_counted.set_option("run:disable_warnings", _UNTOLD)
_flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND
_file = os.open(f"{_FOLDER}/{os.getpid()}-{time.time_ns()}", _flags)
_ended = os._exit


def _keep() -> None:
    """Add what was counted to the file; after a fork, all that its parent counted."""
    _counted.stop()
    data = _counted.get_data()
    if data.measured_files():
        told = data.dumps()
        os.write(_file, len(told).to_bytes(8, "big") + told)


def _end(status: int) -> None:
    _keep()
    _ended(status)


os._exit = _end  # type: ignore[assignment]  # it returns as little as the real one
atexit.register(_keep)
_counted.start()
