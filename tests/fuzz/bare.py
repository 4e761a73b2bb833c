"""Run scripts as readers do, each in a process of its own that has torch already.

``python -m fuzz.bare A.py B.py`` writes a JSON list: status and output of each.
"""

from __future__ import annotations

import io
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import NamedTuple

_SECONDS = 30


class Ran(NamedTuple):
    """How a script ended, and what it printed."""

    status: int
    out: str


def run(scripts: list[Path], folder: Path) -> list[Ran]:
    """Run scripts in a folder of their own, one after the other."""
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.bare", *map(str, scripts)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        check=True,
    )
    return [Ran(*row) for row in json.loads(done.stdout)]


def _run(path: str) -> Ran:
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            _child(path, told.fileno())
        _, status = os.waitpid(child, 0)
        told.seek(0)
        out = told.read().decode("utf-8", "replace")
    return Ran(os.waitstatus_to_exitcode(status), out)


def _child(path: str, told: int) -> None:
    signal.alarm(_SECONDS)
    os.dup2(told, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), "utf-8", line_buffering=True)
    status = 1
    with suppress(BaseException):
        status = _ended(path)
    with suppress(BaseException):
        sys.stdout.flush()
    os._exit(status)


def _ended(path: str) -> int:
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as error:
        return 0 if error.code in (None, 0) else 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    import torch  # noqa: F401  (each child has it, and no thread of it)

    with redirect_stdout(sys.stderr):
        found = [_run(path) for path in sys.argv[1:]]
    json.dump(found, sys.stdout)
