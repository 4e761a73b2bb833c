"""The tests that a changed module must fail: those that name it, then its area's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

#: What lets a test wait for the whole site, or for a browser.
_SLOW = re.compile(r"\b(site|served|pages|content|open_page|browser|validator): ")


def judges_of(root: Path, module: Path) -> list[list[str]]:
    """Return lists of paths, relative to the project: fast tests, slow ones, others."""
    fast, slow = [module.relative_to(root).as_posix()], []
    for test in sorted((root / "tests").rglob("test_*.py")):
        text = test.read_text(encoding="utf-8")
        if _names(test, text, module):
            (slow if _SLOW.search(text) else fast).append(
                test.relative_to(root).as_posix()
            )
    others = [path for path in _area(root, module) if path not in slow]
    return [tests for tests in (fast, slow, others) if tests]


def _names(test: Path, text: str, module: Path) -> bool:
    """Say whether a test is called after a module, or imports it."""
    area, name = module.parent.name, module.stem
    package = "detach_examples" if area == "detach_examples" else area
    imported = rf"(from|import) [\w.]*\b{package}\.{name}\b"
    beside = rf"from [\w.]*\b{package} import (\([^)]*|[^\n]*)\b{name}\b"
    own = test.stem == f"test_{name}" or test.stem.startswith(f"test_{name}_")
    return own or bool(re.search(f"{imported}|{beside}", text))


def _area(root: Path, module: Path) -> Iterator[str]:
    """Yield what tests the commands that a module serves."""
    area = module.parent.name
    if area == "site":
        yield from ("tests/site/test_rebuild.py", "tests/site/test_bad_input.py")
    else:
        known = (root / "tests" / area).is_dir()
        yield f"tests/{area}" if known else "tests/pages"
