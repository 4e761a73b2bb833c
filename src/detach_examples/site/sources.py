"""The files that a project is made from: all but what was made of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
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
