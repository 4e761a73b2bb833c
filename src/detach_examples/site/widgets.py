"""Give a page the scripts of the widgets that stand on it, and no others."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

#: What a custom element needs, in the order of loading.  They are classic scripts,
#: deferred: browsers refuse modules where a page is opened from a file.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "detach-explorer": ("explorer.js",),
    "detach-quiz": ("store.js", "quiz.js"),
    "detach-recall": ("store.js", "recall.js"),
    "detach-progress": ("store.js", "progress.js"),
}
#: What the copy buttons need: a page without code has none to press.
COPYING = {"clipboard.min.js", "copybutton.js", "copybutton.css"}


def add(
    app: Any, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Name the scripts of a page, while it is written."""
    body = context.get("body", "")
    needed = [SCRIPTS[tag] for tag in SCRIPTS if f"<{tag}" in body]
    for file in dict.fromkeys(file for files in needed for file in files):
        app.add_js_file(file, loading_method="defer")
    if "<pre" not in body:
        for kind in ("script_files", "css_files"):
            files = context.get(kind, [])
            context[kind] = [file for file in files if not _copies(file)]


def _copies(file: Any) -> bool:
    """Say whether a file only serves the copy buttons of code."""
    return PurePath(str(file.filename)).name in COPYING
