"""See that nothing changed since a good build, and that what it made still stands.

Sphinx takes longer to find that out, the more pages there are.
"""

from __future__ import annotations

import hashlib
import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from . import sources, stamp
from .address import REPOSITORY_URL, ROOT, SITE_URL

#: Where the digest of the last good build lies, relative to the project.
_FILE = "build/unchanged"
#: What a good build leaves for others; the rest serves the next build alone.
_BUILT = ("build/html", "build/measurements.json")


def holds(root: Path, replay: Path | None) -> bool:
    """Say whether a build would give what is there.

    A site among others follows files that are no sources: it is always built.
    """
    file = root / _FILE
    return (
        not os.environ.get("SITE_VERSIONS")
        and file.exists()
        and file.read_text("utf-8") == _digest(root, replay)
    )


def note(root: Path, replay: Path | None) -> None:
    """Keep what a good build was made from, and what it left."""
    (root / _FILE).write_text(_digest(root, replay), encoding="utf-8")


def _digest(root: Path, replay: Path | None) -> str:
    digest = hashlib.sha256()
    for told in _inputs(root, replay):
        digest.update(told)
    for name in _BUILT:
        digest.update("\n".join(sorted(_marks(root / name))).encode())
    return digest.hexdigest()


def _inputs(root: Path, replay: Path | None) -> Iterator[bytes]:
    """Yield the sources, the helpers, what is installed, and what was asked for."""
    yield stamp.current(root, replay).encode()
    for path in sources.files(root):
        yield os.path.relpath(path, root).encode()
        yield path.read_bytes()
    for path in sources.files(Path(stamp.__file__).parents[1]):
        yield path.read_bytes()
    yield (ROOT / "pyproject.toml").read_bytes()
    installed = os.listdir(sysconfig.get_path("purelib"))
    yield "\n".join(sorted(n for n in installed if n.endswith("-info"))).encode()
    yield repr([os.environ.get(name) for name in (SITE_URL, REPOSITORY_URL)]).encode()


def _marks(path: Path) -> Iterator[str]:
    """Yield for each file under a path what any change of it changes."""
    for folder, _, names in os.walk(path):
        for name in names:
            yield _mark(os.path.join(folder, name))
    if path.is_file():
        yield _mark(str(path))


def _mark(path: str) -> str:
    stat = os.stat(path)
    return f"{path} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"
