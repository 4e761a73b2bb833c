"""The process that runs one file of a reader's, under the clock.

Its parent, :mod:`detach_examples.practice.check`, survives whatever the file does to
this one, and reads the verdict from a file of its own: no such file, no verdict.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..guard.limits import Watch

VERDICT = "verdict.json"


def main(arguments: list[str]) -> None:
    """Check FILE as the exercise NAME; leave what is found in FOLDER."""
    file, name, folder, limit = arguments
    from .examine import examine  # imports torch, before the clock starts

    end, os._exit = os._exit, sys.exit  # type: ignore[assignment]  # it has a line so
    sys.path.append(str(Path(file).parent))  # helpers of the reader's own
    watch = Watch(Path(folder))
    watch.arm(name, float(limit))
    verdict = examine(Path(file), name)
    text = verdict.json()
    watch.disarm()
    sys.stdout.flush()
    sys.stderr.flush()
    target = Path(folder) / VERDICT
    target.with_suffix(".next").write_text(text, encoding="utf-8")
    target.with_suffix(".next").replace(target)
    # A thread or an exit handler that the file left would keep this process alive.
    end(0)
