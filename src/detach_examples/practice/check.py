"""Check one file in a process of its own, which has a limit and may die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ..guard.limits import Watch, end_group
from .child import VERDICT
from .printed import Printed
from .verdict import Verdict

#: Seconds that a file may run, where the reader names no other number.
LIMIT = 15.0
#: Seconds after which a process that its own clock did not end is ended from here.
_GRACE = 2.0
_ROOT = Path(__file__).parents[2]
#: ``-P`` keeps the reader's folder from hiding modules that the check needs.
_RUN = f"""
import sys
sys.path.append({str(_ROOT)!r})
from detach_examples.practice.child import main
main(sys.argv[1:])
"""


@dataclass(frozen=True)
class Checked:
    """A verdict, and what the file printed meanwhile."""

    verdict: Verdict
    printed: str


def check(file: Path, name: str, limit: float = LIMIT) -> Checked:
    """Run a file as an exercise and judge it.

    :param limit: how long it may run, in seconds, after torch is imported.
    """
    with TemporaryDirectory() as folder:
        watch = Watch(Path(folder))
        command = [sys.executable, "-P", "-c", _RUN]
        command += [str(file.absolute()), name, folder, str(limit)]
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert child.stdout is not None
        printed = Printed(child.stdout)
        try:
            late = bool(watch.wait(child, _GRACE))
        finally:
            end_group(child)
        return Checked(_read(Path(folder), file, child, late, limit), printed.text())


def _read(
    folder: Path, file: Path, child: subprocess.Popen[bytes], late: bool, limit: float
) -> Verdict:
    """Return the verdict that the child left, or say how it died without one."""
    path = folder / VERDICT
    if path.exists() and not late:
        return Verdict.read(path.read_text(encoding="utf-8"))
    line = Watch(folder).stuck_line(str(file.absolute()))
    if line or late:
        what = f"it still ran after {limit:g} s; look for a loop without an end"
        return Verdict(False, what, line)
    if child.returncode < 0:
        name = signal.Signals(-child.returncode).name
        return Verdict(
            False, f"its process was ended by {name}: a crash in C, or a kill"
        )
    return Verdict(False, "it ended its process, and its check with it")
