"""The tests that a changed module must fail: those that name it, then its area's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

#: What lets a test wait for the whole site, or for a browser.
_SLOW = re.compile(r"\b(site|served|pages|content|open_page|browser|validator): ")


def judges_of(root: Path, module: Path) -> list[list[str]]:
    """Return lists of paths, relative to the project: fast tests, slow ones, others.

    The others are of the modules that import this one, and of the commands they serve.
    """
    fast, slow = [module.relative_to(root).as_posix()], []
    for test in sorted((root / "tests").rglob("test_*.py")):
        text = test.read_text(encoding="utf-8")
        if _names(test, text, module):
            (slow if _SLOW.search(text) else fast).append(
                test.relative_to(root).as_posix()
            )
    named = dict.fromkeys([*_of_users(root, module), *_area(root, module)])
    others = [path for path in named if path not in (*fast, *slow)]
    return [fast, *(tests for tests in (slow, others) if tests)]


def _names(test: Path, text: str, module: Path) -> bool:
    """Say whether a test is called after a module, or imports it."""
    area, name = module.parent.name, module.stem
    package = "detach_examples" if area == "detach_examples" else area
    imported = rf"(from|import) [\w.]*\b{package}\.{name}\b"
    beside = rf"from [\w.]*\b{package} import (\([^)]*|[^\n]*)\b{name}\b"
    own = test.stem == f"test_{name}" or test.stem.startswith(f"test_{name}_")
    return own or bool(re.search(f"{imported}|{beside}", text))


def _of_users(root: Path, module: Path) -> Iterator[str]:
    """Yield the tests that are called after a module of the area that imports it."""
    for user in sorted(module.parent.glob("*.py")):
        if module.stem in _imported(user):
            for test in sorted((root / "tests").glob(f"*/test_{user.stem}*.py")):
                yield test.relative_to(root).as_posix()


@cache
def _imported(module: Path) -> set[str]:
    """Return the names of the modules beside it that a module imports."""
    found = set()
    for each in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(each, ast.ImportFrom) and each.level == 1:
            found |= (
                {each.module} if each.module else {name.name for name in each.names}
            )
    return found


def _area(root: Path, module: Path) -> Iterator[str]:
    """Yield what tests the commands that a module serves."""
    area = module.parent.name
    if area == "site":
        for name in ("rebuild", "bad_input", "shards", "published"):
            yield f"tests/site/test_{name}.py"
    else:
        known = (root / "tests" / area).is_dir()
        yield f"tests/{area}" if known else "tests/pages"
