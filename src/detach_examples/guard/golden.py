"""Frozen output: what a script prints, with the machine's figures normalised."""

from __future__ import annotations

import difflib
import faulthandler
import importlib
import re
import traceback
import warnings
from pathlib import Path

from .. import picture
from . import limits, state
from .blocks import Running
from .faults import Fault
from .script import Script, scripts

_NUMBER = r"\d+(?:\.\d+)?"
_MEASURED = (
    (re.compile(rf" *\b{_NUMBER} (?:ns|µs|ms|s)\b"), " <time>"),
    (re.compile(rf" *\b{_NUMBER} times\b"), " <ratio> times"),
)


class Unsound(RuntimeError):
    """A script whose output cannot be frozen; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def normalise(text: str) -> str:
    """Replace seconds and ratios, which differ from run to run, by their kind.

    >>> normalise("clone: 12 µs, 3.1 times as long; 800 bytes")
    'clone: <time>, <ratio> times as long; 800 bytes'
    """
    for pattern, name in _MEASURED:
        text = pattern.sub(name, text)
    return text


def run(script: Script) -> str:
    """Run a script in this process as the build would; return what it printed.

    :raises Unsound: when it leaves shared state changed.
    """
    running, printed = Running(script), ""
    with warnings.catch_warnings():
        try:
            while not running.ended:
                printed += running.step()
            left = running.left()
        finally:
            state.reset()
            picture.take()
    for fault in left:
        raise Unsound(fault)
    return normalise(printed)


class Frozen:
    """Frozen output, read along while the blocks of its script run."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def difference(self, printed: str) -> str:
        """Return how a block's output differs from what was frozen, or nothing.

        After a difference, what the next block prints is looked for further down.
        """
        printed = normalise(printed)
        at = self._text.find(printed, self._at)
        if at == self._at or (printed and at > self._at and self._lost):
            self._at, self._lost = at + len(printed), False
            return ""
        self._lost = True
        wanted = self._text[self._at : self._at + len(printed) + 80]
        return f"Printed:\n{printed}Frozen:\n{wanted}\nIf it is right: make golden"

    _lost = False

    @property
    def rest(self) -> str:
        """What no block has printed."""
        return self._text[self._at :]


def _printed(script: Script) -> str:
    """Run a script; whatever it raises becomes a fault at its own line.

    One that never ends is ended with this process, after its traceback.
    """
    importlib.import_module("torch")  # the first import is not the script's time
    faulthandler.dump_traceback_later(limits.limit(), exit=True)
    try:
        return run(script)
    except Unsound:
        raise
    except (Exception, SystemExit) as error:
        trace = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in trace if f.filename == str(script.path)]
        what, do = f"{type(error).__name__}: {error}", "Mend this line."
        line = lines[-1] if lines else None
        raise Unsound(Fault(script.file, line or 1, what, do)) from error
    finally:
        faulthandler.cancel_dump_traceback_later()


def frozen(root: Path, script: Script) -> Path:
    """Return the file that holds a script's frozen output."""
    return root / "tests" / "golden" / f"{script.page}.txt"


def renew(root: Path) -> str:
    """Write every script's frozen output anew; return the diff.

    :raises Unsound: for the first script that cannot be frozen.
    """
    kept: set[Path] = set()
    changes: list[str] = []
    for script in scripts(root):
        path, new = frozen(root, script), _printed(script)
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        name = path.relative_to(root).as_posix()
        changes += difflib.unified_diff(
            old.splitlines(True), new.splitlines(True), f"{name} (before)", name
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new, encoding="utf-8")
        kept.add(path)
    for path in sorted((root / "tests" / "golden").rglob("*.txt")):
        if path not in kept:
            changes.append(f"removed {path.relative_to(root).as_posix()}\n")
            path.unlink()
    return "".join(changes)
