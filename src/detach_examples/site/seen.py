"""Read a page again when one of its files is another than the one that was read.

Sphinx asks whether a file is newer than its last reading: one that was put back, or
saved while the clock was wrong, is older, and would stay unread.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .noted import noted

Marks = dict[str, tuple[int, int]]


def note(app: Any, _doctree: Any) -> None:
    """Keep how the files of a page look that was read now."""
    noted(app.env, "seen")[app.env.docname] = _marks(app.env, app.env.docname)


def forget(_app: Any, env: Any, page: str) -> None:
    """Drop what was noted of a page that is read again, or gone."""
    noted(env, "seen").pop(page, None)


def outdated(_app: Any, env: Any, *_: Any) -> list[str]:
    """Return the pages whose files look otherwise than when they were read."""
    return [
        page
        for page, marks in noted(env, "seen").items()
        if page in env.found_docs and marks != _marks(env, page)
    ]


def _marks(env: Any, page: str) -> Marks:
    """Return the size and time of each file that a page is made from."""
    names = [str(env.doc2path(page)), *env.dependencies.get(page, ())]
    return {
        name: (stat.st_size, stat.st_mtime_ns)
        for name in names
        for path in [Path(env.srcdir, name)]
        if path.exists()
        for stat in [os.stat(path)]
    }
