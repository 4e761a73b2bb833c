"""Name the script's own line where Sphinx warns of a generated page."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

_GENERATED = re.compile(r"\.\. GENERATED FROM PYTHON SOURCE LINES (\d+)-(\d+)")


class ScriptLines(logging.Filter):
    """Rewrites ``docs/gallery/x.rst:70`` to the line of ``gallery/x.py``."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        where = re.escape(str(root / "docs" / "gallery"))
        self._page = re.compile(rf"{where}/(?P<page>[a-z0-9_/]+)\.rst:(?P<line>\d+)")

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with its location mended."""
        match = self._page.match(str(getattr(record, "location", "")))
        if match:
            script = self.root / "gallery" / f"{match['page']}.py"
            if script.is_file():
                line = script_line(
                    Path(match[0].rpartition(":")[0]).read_text("utf-8").splitlines(),
                    script.read_text("utf-8").splitlines(),
                    int(match["line"]),
                )
                record.location = f"{script}:{line}"
        return True


def script_line(generated: list[str], script: list[str], line: int) -> int:
    """Return the line of a script that a generated page's line was made from.

    sphinx-gallery names the source lines of each block; inside them the same
    text is looked for.

    >>> page = ["T", ".. GENERATED FROM PYTHON SOURCE LINES 2-4", "", "a", "b"]
    >>> script_line(page, ["'T'", "# %%", "# a", "# b"], 5)
    4
    """
    spans = [m for row in generated[:line] if (m := _GENERATED.match(row))]
    first, last = map(int, spans[-1].groups()) if spans else (1, len(script))
    wanted = generated[line - 1].strip()
    for number in range(first, min(last + 1, len(script)) + 1):
        if wanted and script[number - 1].removeprefix("#").strip() == wanted:
            return number
    return first


#: The page that Sphinx reads or writes, where it does.
at: list[str] = []


def _note(_app: Any, page: str, *_: Any) -> None:
    at[:] = [page]


def _resolved(_app: Any, _doctree: Any, page: str) -> None:
    at[:] = [page]


def source(root: Path, page: str) -> str:
    """Return the file that a page is made from, relative to the project."""
    named = f"docs/{page}.md", f"{page}.py"
    return next((file for file in named if (root / file).is_file()), "conf.py")


def watch(app: Any) -> None:
    """Add the filter behind Sphinx's own, which make a location a text."""
    app.connect("source-read", _note)
    app.connect("doctree-resolved", _resolved, priority=1)
    app.connect("html-page-context", _note, priority=1)
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(ScriptLines(Path(app.confdir)))
