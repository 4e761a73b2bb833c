"""The files that a project is made from: all but what was made of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

#: Folders, relative to the project, that builds fill.
_MADE = ("build", "docs/gallery")
#: What marks an environment, wherever it lies.
_ENVIRONMENT = "pyvenv.cfg"


def files(root: Path) -> Iterator[Path]:
    """Yield a project's sources, sorted; hidden folders and environments are none.

    What a package leaves beside its modules, ``__pycache__``, is none either.
    """
    made = {str(root / name) for name in _MADE}
    for folder, inside, names in os.walk(root):
        if _ENVIRONMENT in names or folder in made:
            inside.clear()
            continue
        inside[:] = sorted(n for n in inside if n[0] != "." and n != "__pycache__")
        yield from (Path(folder, name) for name in sorted(names))


def copy(
    root: Path, place: Path, wanted: Callable[[str], object] = lambda _name: True
) -> None:
    """Lay out a project's sources elsewhere.

    :param wanted: says of a file, by its name relative to the project, whether.
    """
    for path in files(root):
        name = path.relative_to(root).as_posix()
        if wanted(name):
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
