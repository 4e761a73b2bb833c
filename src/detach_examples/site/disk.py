"""Say in one clear error that the disk takes no more, or nothing at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..guard.faults import Fault
from .refused import Refused

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
#: A page with all that belongs to it: where this finds no room, the disk is full.
_SOME = 1 << 20
#: Where a build writes, relative to the project.
_WRITTEN = ("build", "docs/gallery")


def fault(root: Path, error: BaseException) -> Fault | None:
    """Return the fault behind an error; None where it is not the disk's."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.errno in _FULL | _CLOSED:
            return _told(root, cause)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from; Sphinx keeps that apart."""
    while error is not None:
        yield error
        error = getattr(error, "orig_exc", None) or error.__cause__ or error.__context__


def _told(root: Path, cause: OSError) -> Fault:
    file = str(cause.filename or "build")
    file = os.path.relpath(file, root) if os.path.isabs(file) else file
    what = f"{cause.strerror}."
    if cause.errno in _FULL:
        do = "Make room, and build again: what was built before is kept."
        return Fault(file, 1, what, do)
    return Fault(file, 1, what, f"Let the build write to {' and '.join(_WRITTEN)}.")


def probe(root: Path) -> Fault | None:
    """Return why a build could write nothing more; None where it could."""
    path = root / "build/probe"
    try:
        path.write_bytes(bytes(_SOME))
        path.unlink()
    except OSError as error:
        path.unlink(missing_ok=True)
        return fault(root, error)
    return None


def temporary() -> TemporaryDirectory[str]:
    """Return a new folder outside the project, for a ``with`` block.

    :raises OSError: as a full disk does, where Python finds no place for one.
    """
    try:
        return TemporaryDirectory(prefix="detach-")
    except FileNotFoundError as error:
        full = errno.ENOSPC
        raise OSError(full, os.strerror(full), "TMPDIR") from error


def told(kind: type, root: Path) -> type:
    """Return Sphinx's application, which would report the disk's fault as its own."""

    class Site(kind):  # type: ignore[misc]  # known when it is called
        def __init__(self, *how: Any, **more: Any) -> None:
            with _as_fault(root):
                super().__init__(*how, **more)

        def build(self, *how: Any, **more: Any) -> None:
            with _as_fault(root):
                super().build(*how, **more)

    return Site


@contextmanager
def _as_fault(root: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        found = fault(root, error)
        if found:
            raise Refused([found]) from error
        raise
