"""What each page says of itself: what it was built with, where to edit it."""

from __future__ import annotations

import platform
from functools import cache
from typing import Any

from .address import repository
from .stamp import version

#: Scripts of sphinx-gallery that nothing of ours uses.
_UNUSED = ("sg-tags.js",)


@cache
def built_with() -> str:
    """Name the versions that this build proved its pages on."""
    return f"torch {version('torch')}, Python {platform.python_version()}"


def source_of(pagename: str, suffix: str) -> str:
    """Return the path of the file that a page is made from, or an empty string.

    >>> source_of("gallery/first_steps/detach_shares_memory", ".rst")
    'gallery/first_steps/detach_shares_memory.py'
    >>> source_of("gallery/first_steps/index", ".rst")
    'gallery/first_steps/GALLERY_HEADER.rst'
    >>> source_of("lesson", ".md")
    'docs/lesson.md'
    """
    if not suffix or not pagename:
        return ""
    if not pagename.startswith("gallery/"):
        return f"docs/{pagename}{suffix}"
    if pagename.endswith("/index"):
        return f"{pagename.removesuffix('index')}GALLERY_HEADER.rst"
    return f"{pagename}.py"


def add(
    app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the templates their facts; drop scripts that no page needs."""
    context["built_with"] = built_with()
    source = source_of(pagename, context.get("page_source_suffix") or "")
    context["edit_url"] = f"{repository()}/edit/main/{source}" if source else ""
    context["script_files"] = [
        file
        for file in context.get("script_files", [])
        if not str(getattr(file, "filename", file)).endswith(_UNUSED)
    ]
