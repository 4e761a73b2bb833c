"""The process that runs Sphinx and, inside it, the scripts.

Its parent, :mod:`detach_examples.site.build`, survives whatever a script does
to this one, and reads ``build/result.json``: no such file, no site.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from pathlib import Path

from .. import measure
from ..explain.cuts import PAGES
from ..guard import faults
from ..guard.faults import Fault
from . import around, locate, verdict

#: Sphinx's status when it ends with an error of its own, or of an extension.
_CRASHED = 2


def main(arguments: list[str]) -> int:
    """Build; write the result; return Sphinx's status, or 1 for a refused script."""
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args(arguments)
    root = options.root
    record = root / "build" / "measurements.json"
    book = measure.Book(
        replay=measure.Book.load(options.replay) if options.replay else None,
        pages=measure.Book.load(record) if record.exists() else {},
    )
    measure.open_book(book)
    os.environ[PAGES] = "../.."  # from gallery/SECTION/, where reports are shown
    found: list[Fault] = []
    try:
        status = _sphinx(root, options.out, options.only)
        if status == _CRASHED and locate.at:
            found = [_crashed(root, locate.at[0])]
    except verdict.Refused as refused:
        status, found = 1, refused.faults
    except BaseException as ended:  # what neither Sphinx nor its gallery catches
        status, found = 1, [_ended(root, ended)]
    new = record.with_suffix(".next")
    new.write_text(json.dumps(book.pages, indent=1, sort_keys=True) + "\n")
    new.replace(record)
    faults.write(root / "build" / "faults.json", found)
    result = {
        "status": status,
        "ran": around.build.ran,
        "torch_imported": "torch" in sys.modules,
    }
    (root / "build" / "result.json").write_text(json.dumps(result))
    return status


def _sphinx(root: Path, out: str, only: str) -> int:
    from sphinx.cmd.build import main as sphinx_build

    arguments = ["-W", "--keep-going", "-n", "-c", str(root)]
    arguments += ["-d", str(root / "build" / "doctrees" / out)]
    arguments += ["-w", str(root / "build" / "warnings.txt")]
    if only:
        pattern = rf"/{only}\.py$"
        arguments += ["-D", f"sphinx_gallery_conf.filename_pattern={pattern}"]
    return sphinx_build([*arguments, str(root / "docs"), str(root / "build" / out)])


def _crashed(root: Path, page: str) -> Fault:
    """Name the page that was read or written."""
    what = "Sphinx ended with an error of its own on this page."
    do = "Read the error above; undo the last change of this page."
    return Fault(locate.source(root, page), 1, what, do)


def _ended(root: Path, ended: BaseException) -> Fault:
    """Name the line of the script that ended the interpreter."""
    what = f"The script ends the interpreter ({type(ended).__name__}: {ended})."
    do = "Remove sys.exit and the like: the page must run to its end."
    gallery = str(root / "gallery")
    for frame in reversed(traceback.extract_tb(ended.__traceback__)):
        if frame.filename.startswith(gallery):
            file = os.path.relpath(frame.filename, root)
            return Fault(file, frame.lineno or 1, what, do)
    raise ended


if __name__ == "__main__":
    ended = main(sys.argv[1:])
    # A thread or an exit handler that a script left would keep this process alive.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(ended)
