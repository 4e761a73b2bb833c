"""The built site as one archive, to unpack anywhere and open without a host."""

from __future__ import annotations

from pathlib import Path

from . import headers, moved, steady
from .book import NAME

FILE = f"build/{NAME}.zip"
#: What is for hosts alone.
_LEFT_OUT = {headers.FILE, moved.REDIRECTS, "404.html", "sitemap.xml", "objects.inv"}


def make(root: Path) -> int:
    """Pack the site of a project; return the archive's bytes."""
    site, target = root / "build/html", root / FILE
    held = {
        f"{NAME}/{name}": path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
        for name in [path.relative_to(site).as_posix()]
        if name not in _LEFT_OUT
    }
    steady.pack(target, held)
    return target.stat().st_size
