"""Inventories of the foreign names that the site links to, made without a network.

``docs/_names/PROJECT.txt`` holds a role, a name and, where it is not the usual
one, the page, on each line.  A name that stands there and is used nowhere, or is
dead in the library, fails a test.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DEFAULT_PAGE = {"torch": "generated/{name}.html"}


def names(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (type, name, location) for each line of a list of names."""
    for row in path.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            role, name, *page = row.split()
            where = page[0] if page else _DEFAULT_PAGE[path.stem].format(name=name)
            yield role, name, f"{where}#{name}"


def write(app: Any, config: Any) -> None:
    """Write ``build/PROJECT.inv`` for each list, before intersphinx reads it."""
    root = Path(app.confdir)
    for path in sorted((root / "docs" / "_names").glob("*.txt")):
        target = root / "build" / f"{path.stem}.inv"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(_packed(path.stem, list(names(path))))


def _packed(project: str, rows: list[tuple[str, str, str]]) -> bytes:
    """The format that Sphinx documents: four lines, then rows packed with zlib."""
    head = f"# Sphinx inventory version 2\n# Project: {project}\n# Version: \n"
    head += "# The remainder of this file is compressed using zlib.\n"
    body = "".join(f"{name} py:{role} 1 {where} -\n" for role, name, where in rows)
    return head.encode() + zlib.compress(body.encode())
