"""Give archives the same bytes wherever and whenever they are made."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

#: The earliest time that an archive can hold.
_THEN = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16  # a plain file that all may read


def archives(app: Any) -> None:
    """Rewrite the gallery's archives, which hold the time of their making."""
    for path in Path(app.srcdir, "gallery").rglob("*.zip"):
        rewrite(path)


def rewrite(path: Path) -> None:
    """Order an archive by name, and drop times and owners; nothing else changes."""
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if all(info.date_time == _THEN for info in infos):
            return
        held = {info.filename: archive.read(info) for info in infos}
    stat = path.stat()
    coming = path.with_suffix(".next")
    pack(coming, {name: held[name] for name in sorted(held)})
    # The site is published by size and time: what is the same must look the same.
    os.utime(coming, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    coming.replace(path)


def pack(path: Path, held: Mapping[str, bytes], stored: Container[str] = ()) -> None:
    """Write an archive in the given order, without times, owners and machines.

    :param stored: the names that are not to be compressed.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            info = zipfile.ZipInfo(name, _THEN)
            plain = name in stored
            info.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, _READABLE
            archive.writestr(info, data)
