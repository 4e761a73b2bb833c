"""Frozen output: what a script prints, with the machine's figures normalised."""

from __future__ import annotations

import contextlib
import difflib
import io
import re
import runpy
import warnings
from pathlib import Path

from .. import measure, picture
from . import state
from .script import Script, scripts

_NUMBER = r"\d+(?:\.\d+)?"
_MEASURED = (
    (re.compile(rf"\s*\b{_NUMBER} (?:ns|µs|ms|s)\b"), " <time>"),
    (re.compile(rf"\s*\b{_NUMBER} times\b"), " <ratio> times"),
)


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

    :raises RuntimeError: when it leaves shared state changed.
    """
    out = io.StringIO()
    measure.open_book(measure.Book(page=script.page))
    with warnings.catch_warnings():
        state.reset()
        before = state.snapshot()
        try:
            with contextlib.redirect_stdout(out):
                runpy.run_path(str(script.path))
            left = state.changed(before)
        finally:
            state.reset()
            picture.take()
    if left:
        raise RuntimeError(f"{script.file}: {left[0][0]} {left[0][2]}")
    return normalise(out.getvalue())


def frozen(root: Path, script: Script) -> Path:
    """Return the file that holds a script's frozen output."""
    return root / "tests" / "golden" / f"{script.page}.txt"


def renew(root: Path) -> str:
    """Write every script's frozen output anew; return the diff."""
    kept: set[Path] = set()
    changes: list[str] = []
    for script in scripts(root):
        path, new = frozen(root, script), run(script)
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
