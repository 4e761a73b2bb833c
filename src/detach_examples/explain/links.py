"""The address of the page about a kind of cut."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, metadata

from .cuts import KINDS, PAGES


def link(kind: str) -> str:
    """Return the address of the page about a kind of cut, or nothing."""
    base = os.environ.get(PAGES) or os.environ.get("SITE_URL") or _documentation()
    return f"{base.rstrip('/')}/{KINDS[kind].page}.html" if base else ""


def _documentation() -> str:
    try:
        urls = metadata("detach-examples").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named: dict[str, str] = dict(url.split(", ", 1) for url in urls)
    return named.get("Documentation", "")
