"""Assemble the parts of a site, and build the rest of it; no script runs.

All parts are read and held against the project before anything is touched.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from ..guard.faults import Fault
from ..guard.shard import lacking
from . import brought, build, publish, stamp
from .build import Result
from .part import Damaged, Origin, Part

Parts = dict[Path, Part]


def merge(root: Path, folder: Path) -> Result:
    """Merge the parts in a folder, and publish the site."""
    with build.alone(root / "build" / ".lock") as lock:
        if lock is None:
            return Result([build.BUSY])
        found, parts = _read(root, folder)
        found = build.refusals(root) or found
        found = found or [*_strangers(root, parts), *_doubles(root, parts)]
        found = found or [*_missing(root, folder, parts)]
        if found:
            return Result(found)
        publish.recover(root / "build/html")
        _place(root, parts)
        return build.whole(root, lock, more=["--merge"])


def _read(root: Path, folder: Path) -> tuple[list[Fault], Parts]:
    found: list[Fault] = []
    parts: Parts = {}
    for path in sorted(folder.glob("*.zip")):
        try:
            parts[path] = Part.read(path)
        except Damaged as damaged:
            what = f"This part is damaged: {damaged}."
            found.append(Fault(_told(root, path), 1, what, _again(root, path)))
    if not found and not parts:
        what, do = "There are no parts here.", "Make them: make html SHARD=1/4, ..."
        found.append(Fault(_told(root, folder), 1, what, do))
    return found, parts


def _strangers(root: Path, parts: Parts) -> Iterator[Fault]:
    here = Origin.of(root, build.replay())
    for path, part in parts.items():
        do = f"Make it again from what is here: make html SHARD={part.shard}"
        if part.origin.helpers != here.helpers:
            what = "This part was made with other helpers, versions or measurements."
            yield Fault(_told(root, path), 1, what, do)
        elif part.origin.sources != here.sources:
            what = "This part was made from other pages or scripts."
            yield Fault(_told(root, path), 1, what, do)


def _doubles(root: Path, parts: Parts) -> Iterator[Fault]:
    """Name what is there twice, or belongs to a site cut otherwise."""
    shards = [part.shard for part in parts.values()]
    counts = [shard.of for shard in shards]
    usual = max(sorted(set(counts), reverse=True), key=counts.count)
    for path, part in parts.items():
        first = next(p for p, other in parts.items() if other.shard == part.shard)
        do = f"Remove it: rm {quote(_told(root, path))}"
        if part.shard.of != usual:
            what = f"This is part {part.shard}, and others are parts of {usual}."
            yield Fault(_told(root, path), 1, what, do)
        elif first != path:
            what = f"This is part {part.shard}, and so is {_told(root, first)}."
            yield Fault(_told(root, path), 1, what, do)


def _missing(root: Path, folder: Path, parts: Parts) -> Iterator[Fault]:
    for shard in lacking(part.shard for part in parts.values()):
        do = f"Make it: make html SHARD={shard}"
        path = folder / f"{shard.name}.zip"
        yield Fault(_told(root, path), 1, f"Part {shard} is missing.", do)


def _told(root: Path, path: Path) -> str:
    return os.path.relpath(path, root)


def _again(root: Path, path: Path) -> str:
    """Say how to make a part again that can't be read: its name is all there is."""
    number, _, of = path.stem.partition("-of-")
    if number.isdigit() and of.isdigit():
        return f"Make it again: make html SHARD={number}/{of}"
    return f"Remove it: rm {quote(_told(root, path))}"


def _place(root: Path, parts: Parts) -> None:
    """Put what the parts hold where a build that had run it all would have it."""
    folder, made = root / "build", root / "docs" / "gallery"
    coming = folder / "merging"
    shutil.rmtree(coming, ignore_errors=True)
    for path, part in parts.items():
        part.unpack(path, coming)
    # Until all is in place, what lies there is not to be trusted.
    (folder / "stamp").unlink(missing_ok=True)
    shutil.rmtree(made, ignore_errors=True)
    if (coming / "docs/gallery").exists():
        shutil.move(coming / "docs/gallery", made)
    shutil.rmtree(coming, ignore_errors=True)
    measured = {p: v for part in parts.values() for p, v in part.measurements.items()}
    text = json.dumps(measured, indent=1, sort_keys=True)
    (folder / "measurements.json").write_text(f"{text}\n", encoding="utf-8")
    runs = {key: told for part in parts.values() for key, told in part.runs.items()}
    brought.write(folder, runs)
    here = stamp.current(root, build.replay())
    (folder / "stamp").write_text(here, encoding="utf-8")
