"""The process that runs Sphinx and, inside it, the scripts.

Its parent, :mod:`detach_examples.site.build`, survives whatever a script does
to this one, and reads ``build/result.json``: no such file, no site.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path

from .. import measure
from ..explain.cuts import PAGES
from ..guard import faults, state
from ..guard.faults import Fault
from ..guard.golden import Unsound
from . import around, brought, disk, locate, room, verdict
from .refused import Refused

#: Sphinx's status when it ends with an error of its own, or of an extension.
_CRASHED = 2


def main(arguments: list[str]) -> int:
    """Build; write the result; return Sphinx's status, or 1 for a refused script."""
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--lock", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--run", nargs="*", help="what pages ask for, and no page")
    parser.add_argument("--merge", action="store_true")
    options = parser.parse_args(arguments)
    root, notes = options.root, options.root / room.NOTES
    # Pages are many objects that live until the end: look less often for dead ones.
    gc.set_threshold(100_000, 20, 100)
    # Where the disk is full, the fault is told; that a log has no room says no more.
    logging.raiseExceptions = False
    record = root / "build" / "measurements.json"
    book = measure.Book(
        replay=measure.Book.load(options.replay) if options.replay else None,
        pages=measure.Book.load(record) if record.exists() else {},
    )
    measure.open_book(book)
    # Inherited so far by what is started: a build's lock must not outlive its scripts.
    os.set_inheritable(options.lock, False)
    held = room.enter(root, options.out, options.parent)
    os.environ[PAGES] = "../.."  # from gallery/SECTION/, where reports are shown
    found: list[Fault] = []
    if options.merge:
        brought.build.runs = brought.read(root / "build")
        state.forbid("A merge runs nothing, and no part brought this.")
    try:
        if options.run is None:
            status = _sphinx(root, options.out, options.only)
        else:
            status = _part(root, options.run)
        if status == _CRASHED and locate.at:
            found = [_crashed(root, locate.at[0])]
    except Refused as refused:
        status, found = 1, refused.faults
    except Unsound as unsound:
        status, found = 1, [unsound.fault]
    except BaseException as ended:  # what neither Sphinx nor its gallery catches
        status, found = 1, [verdict.ended(root, ended)]
    with suppress(OSError):  # no result: the parent asks the disk
        room.note(root)
        faults.write(notes / "faults.json", found)
        result = {
            "status": status,
            "ran": around.build.ran,
            "torch_imported": "torch" in sys.modules,
            "held": held,
        }
        (notes / "result.json").write_text(json.dumps(result))
    return status


def _sphinx(root: Path, out: str, only: str, *more: str) -> int:
    from sphinx.application import Sphinx
    from sphinx.cmd import build

    setattr(build, "Sphinx", disk.told(Sphinx, root))  # noqa: B010  (not exported)
    arguments = ["-W", "--keep-going", "-n", "-c", str(root), *more]
    arguments += ["-d", str(root / "build" / "doctrees" / out)]
    arguments += ["-w", str(root / "build" / "warnings.txt")]
    if not sys.stdout.isatty():
        arguments.append("-q")  # a log keeps every line that a terminal writes over
    if only:
        pattern = rf"/{only}\.py$"
        arguments += ["-D", f"sphinx_gallery_conf.filename_pattern={pattern}"]
    return build.main([*arguments, str(root / "docs"), str(root / "build" / out)])


def _part(root: Path, runs: list[str]) -> int:
    """Run the scripts, and what pages ask for; read no page but one that is empty."""
    alone = ("-D", "root_doc=part", "-D", "include_patterns=part.rst")
    status = _sphinx(root, "part", "", "-b", "dummy", *alone)
    brought.write(root / room.NOTES, {key: brought.run(root, key) for key in runs})
    return status


def _crashed(root: Path, page: str) -> Fault:
    """Name the page that was read or written."""
    what = "Sphinx ended with an error of its own on this page."
    do = "Read the error above; undo the last change of this page."
    return Fault(locate.source(root, page), 1, what, do)


if __name__ == "__main__":
    ended = main(sys.argv[1:])
    # A thread or an exit handler that a script left would keep this process alive.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(ended)
