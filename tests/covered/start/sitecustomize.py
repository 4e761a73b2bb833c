"""Count the lines of the package that a process runs: Python imports this at its start.

What runs scripts gives up its right to make files, so the file is opened here.  A fork
adds to the file of its parent; so does a process that ends at once (``os._exit``).
"""

from __future__ import annotations

import atexit
import os
import time
from pathlib import Path

import coverage

_FOLDER = os.environ["COVERAGE_FILE"]
_ABOUT_TRACERS = ["trace-changed", "no-data-collected", "no-ctracer", "dynamic-conflict"]

_counted = coverage.Coverage(
    data_file=None,
    config_file=False,
    source_pkgs=["detach_examples"],
    messages=False,
)
_counted.set_option(
    "run:disable_warnings",
    [*_ABOUT_TRACERS, "module-not-imported", "module-not-measured", "already-imported"],
)
_file = Path(_FOLDER, f"{os.getpid()}-{time.time_ns()}").open("ab", buffering=0)
_ended = os._exit


def _keep() -> None:
    """Add what was counted to the file; after a fork, all that its parent counted."""
    _counted.stop()
    data = _counted.get_data()
    if data.measured_files():
        told = data.dumps()
        _file.write(len(told).to_bytes(8, "big") + told)


def _end(status: int) -> None:
    _keep()
    _ended(status)


os._exit = _end  # type: ignore[assignment]  # it returns as little as the real one
atexit.register(_keep)
_counted.start()
