"""A part of a site: what some of its scripts made, in one file that says so.

It is an archive of generated files and a manifest, ``part.json``, with a digest of
each, and of what they were made from.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..guard.shard import Shard
from . import sources, stamp, steady

MANIFEST = "part.json"
#: The only places that a part may bring files for.
_PLACE = re.compile(r"docs/gallery/\w+/(images/(thumb/)?)?\w[\w.]*")


class Damaged(ValueError):
    """A file that is no part, or no longer all that was written."""


@dataclass(frozen=True)
class Origin:
    """What a part is made from: the sources, and helpers, versions and measurements."""

    sources: str
    helpers: str

    @classmethod
    def of(cls, root: Path, replay: Path | None, *, but: str = "") -> Origin:
        """Return that of a project as it is now; one of its files may be left out."""
        return cls(_sources(root, but), stamp.current(root, replay))


@dataclass(frozen=True)
class Part:
    """What one shard's scripts made; ``files`` has a digest for each name."""

    shard: Shard
    origin: Origin
    runs: dict[str, Any]
    measurements: dict[str, dict[str, float]]
    files: dict[str, str]

    def write(self, path: Path, root: Path) -> None:
        """Write the part into one file, or leave what was there before."""
        coming = path.with_suffix(".next")
        with zipfile.ZipFile(coming, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self.files:
                archive.write(root / name, name)
            told = asdict(self) | {"shard": str(self.shard)}
            archive.writestr(MANIFEST, json.dumps(told))
        steady.rewrite(coming)
        coming.replace(path)

    @classmethod
    def read(cls, path: Path) -> Part:
        """Read a part, and hold each of its files against the manifest.

        :raises Damaged: saying what is wrong.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                told = json.loads(archive.read(MANIFEST))
                shard = Shard.read(told.pop("shard"))
                part = cls(shard, Origin(**told.pop("origin")), **told)
                _compare(archive, part.files)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise Damaged(str(error)) from None
        except Exception as error:  # what zlib and others say of other bytes
            raise Damaged(f"{type(error).__name__}: {error}") from None
        return part

    def unpack(self, path: Path, root: Path) -> None:
        """Put the files of a part, read from ``path``, into a folder."""
        with zipfile.ZipFile(path) as archive:
            archive.extractall(root, self.files)


def made(root: Path) -> dict[str, str]:
    """Return the generated files of a project that belong to single scripts."""
    gallery = root / "docs" / "gallery"
    found = (p for p in sorted(gallery.glob("*/**/*")) if p.is_file())
    names = (p.relative_to(root).as_posix() for p in found)
    return {
        name: _digest(root / name)
        for name in names
        if _PLACE.fullmatch(name) and not name.endswith(("/index.rst", ".next"))
    }


def _compare(archive: zipfile.ZipFile, files: dict[str, str]) -> None:
    held = set(archive.namelist()) - {MANIFEST}
    for name in sorted(held ^ set(files)):
        raise Damaged(f"{name} is in the manifest or in the archive, not in both")
    for name, digest in files.items():
        if not _PLACE.fullmatch(name):
            raise Damaged(f"{name} has no place in a site")
        if hashlib.sha256(archive.read(name)).hexdigest() != digest:
            raise Damaged(f"{name} has other bytes than its manifest says")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sources(root: Path, but: str) -> str:
    digest = hashlib.sha256()
    for name, path in sorted(_files(root)):
        if name == but:
            continue
        digest.update(f"{name} {_digest(path)}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield what a site is made from: the project's files, and the whole package."""
    package = Path(__file__).parents[1]
    for base in (root, package):
        for path in sources.files(base):
            name = path.relative_to(base).as_posix()
            if base == package or name.startswith(("conf.py", "docs/", "gallery/")):
                yield name, path
