"""After the scripts ran, before pages are read: is each script sound?"""

from __future__ import annotations

import os
import re
import traceback
from pathlib import Path
from typing import Any

from ..guard.faults import Fault
from .around import build
from .refused import Refused

_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')
_EXPECT = {
    "Warning": "Mend the line, or show it with expect_warning(kind, match=...).",
    "Error": "Mend the line, or show it with expect_error(kind, match=...).",
}
#: What the sandbox refuses looks like a file of somebody else.
_REFUSED = "A script reads the project and Python, and writes to tempfile's folder."


def judge(app: Any) -> None:
    """Stop the build when a script failed or left a fault; it will run again."""
    root = Path(app.confdir)
    failing = app.config.sphinx_gallery_conf["failing_examples"]
    found = [failure(root, Path(path), text) for path, text in failing.items()]
    failed = {fault.file for fault in found}
    noted = {(fault.file, fault.line) for fault in build.faults}
    faults = build.faults + [f for f in found if (f.file, f.line) not in noted]
    faults += [f for f in build.left if f.file not in failed]
    for fault in faults:
        made = root / "docs" / f"{fault.file}.md5"
        made.unlink(missing_ok=True)
    if faults:
        raise Refused(sorted(set(faults)))


def failure(root: Path, path: Path, traceback: str) -> Fault:
    """Turn a script's traceback into one fault at the script's own line."""
    file = path.resolve().relative_to(root.resolve()).as_posix()
    frames = [m for m in _FRAME.finditer(traceback) if m["file"].endswith(file)]
    line = int(frames[-1]["line"]) if frames else 1
    raised = [row for row in traceback.splitlines() if re.match(r"[\w.]+(:|$)", row)]
    what = raised[-1] if raised else "The script failed."
    return Fault(file, line, _relative(what, root), _advice(what))


def _advice(what: str) -> str:
    kind = what.partition(":")[0]
    if kind == "PermissionError":
        return _REFUSED
    return _EXPECT["Warning" if "Warning" in kind else "Error"]


def _relative(text: str, root: Path) -> str:
    return text.replace(f"{root}/", "")


def ended(root: Path, error: BaseException) -> Fault:
    """Name the line of the script that ended the interpreter.

    :raises BaseException: what no script did.
    """
    what = f"The script ends the interpreter ({type(error).__name__}: {error})."
    do = "Remove sys.exit and the like: the page must run to its end."
    gallery = str(root / "gallery")
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(gallery):
            file = os.path.relpath(frame.filename, root)
            return Fault(file, frame.lineno or 1, what, do)
    raise error
