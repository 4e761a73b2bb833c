"""After the scripts ran, before pages are read: is each script sound?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..guard.faults import Fault
from . import unjudged
from .around import build

_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')
_EXPECT = {
    "Warning": "Mend the line, or show it with expect_warning(kind, match=...).",
    "Error": "Mend the line, or show it with expect_error(kind, match=...).",
}


class Refused(SystemExit):
    """Ends Sphinx before it reads a page; carries the faults.

    A subclass of SystemExit, because Sphinx turns every Exception of a handler
    into a report of its own internals.
    """

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(1)
        self.faults = faults


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
    unjudged.judged(root / "build")
    if faults:
        raise Refused(sorted(set(faults)))


def failure(root: Path, path: Path, traceback: str) -> Fault:
    """Turn a script's traceback into one fault at the script's own line."""
    file = path.resolve().relative_to(root.resolve()).as_posix()
    frames = [m for m in _FRAME.finditer(traceback) if m["file"].endswith(file)]
    line = int(frames[-1]["line"]) if frames else 1
    raised = [row for row in traceback.splitlines() if re.match(r"[\w.]+(:|$)", row)]
    what = raised[-1] if raised else "The script failed."
    kind = "Warning" if "Warning" in what.partition(":")[0] else "Error"
    return Fault(file, line, _relative(what, root), _EXPECT[kind])


def _relative(text: str, root: Path) -> str:
    return text.replace(f"{root}/", "")
