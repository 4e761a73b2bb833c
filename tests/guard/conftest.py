"""Scripts to look at: written where a gallery has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detach_examples.guard.script import Script

Write = Callable[..., Script]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write ``gallery/SECTION/STEM.py`` and return it as a script."""

    def write_(source: str, name: str = "pitfalls/some_claim") -> Script:
        path = tmp_path / "gallery" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        return Script(path, tmp_path)

    return write_
