"""Know that what a build made is as it was made: all of it, and whole.

A killed build, a full disk or a slip of a hand leaves files that neither Sphinx nor
its gallery looks into.  What is found broken is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import measure
from . import room

#: Beside a page's files: their digests, written when its script has run.
_DIGESTS = ".made"
#: How the name of a picture ends, after that of its page.
_PICTURE = re.compile(r"(\d{3}|thumb)\.\w+")


def clear(root: Path, page: str) -> None:
    """Remove the pictures of an earlier run: a card would go on showing them."""
    for path in _pictures(root / "docs/gallery", page):
        path.unlink()


def note(root: Path, page: str) -> None:
    """Write down the files of a page whose script ran and is sound.

    Its measurements come first: a script that counts as run is not measured again.
    """
    if page in measure.recorded():
        room.note(root)
    file = root / f"docs/gallery/{page}{_DIGESTS}"
    file.write_text(json.dumps(_digests(root, page)), encoding="utf-8")


def forget_broken(root: Path) -> None:
    """Make a script run again whose files are not those that it made."""
    generated = root / "docs/gallery"
    for sum_ in generated.glob("*/*.py.md5"):
        page = sum_.relative_to(generated).as_posix().removesuffix(".py.md5")
        told = _read(generated / f"{page}{_DIGESTS}")
        if told is None or told != _digests(root, page):
            sum_.unlink()


def _digests(root: Path, page: str) -> dict[str, str]:
    generated = root / "docs/gallery"
    beside = (generated / page).parent.glob(f"{Path(page).name}.*")
    files = [path for path in beside if path.suffix not in (_DIGESTS, ".new")]
    return {
        path.relative_to(generated).as_posix(): _digest(path)
        for path in sorted([*files, *_pictures(generated, page)])
        if path.is_file() and not path.is_symlink()
    }


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()


def _pictures(generated: Path, page: str) -> Iterator[Path]:
    section, _, stem = page.rpartition("/")
    images, begin = generated / section / "images", f"sphx_glr_{stem}_"
    for folder in filter(Path.is_dir, (images, images / "thumb")):
        for name in os.listdir(folder):
            if name.startswith(begin) and _PICTURE.fullmatch(name, len(begin)):
                yield folder / name


def _read(file: Path) -> Any:
    """Return what a file of ours says, or None where it is broken or missing."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


class Site:
    """What Sphinx made of the sources: its pages, and what it remembers."""

    def __init__(self, root: Path, out: str) -> None:
        self._build = root / "build"
        self._folders = [self._build / "doctrees" / out, self._build / out]
        self._templates = root / "docs/_templates"
        # Where no script can put a link in its place.
        self._file = self._build / f"made-{out}.json"

    def begin(self, pages: set[str]) -> None:
        """Remove it where it is broken, or unfinished, or has pages that are gone.

        Sphinx warns of a page once, when it reads it, and leaves pages that are gone.
        """
        told = _read(self._file)
        whole = isinstance(told, dict) and told.get("made") == self._marks()
        if not whole or set(told["pages"]) - pages:
            for folder in self._folders:
                shutil.rmtree(folder, ignore_errors=True)
        self._file.unlink(missing_ok=True)

    def end_well(self, pages: set[str]) -> None:
        """Write down that it is finished, and how it looks."""
        told = {"pages": sorted(pages), "made": self._marks()}
        self._file.write_text(json.dumps(told), encoding="utf-8")

    def _marks(self) -> dict[str, list[int]]:
        """Return by path the size and time of each file, which any change changes.

        With the templates: Sphinx asks only whether they are newer.
        """
        found = {}
        for folder in (*self._folders, self._templates):
            for at, _, names in os.walk(folder):
                for name in names:
                    path = os.path.join(at, name)
                    stat = os.lstat(path)
                    mark = [stat.st_size, stat.st_mtime_ns]
                    found[os.path.relpath(path, self._build)] = mark
        return found
