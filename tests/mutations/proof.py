"""Let the tests judge the one module that was changed in this copy of the project.

``python -m mutations.proof`` ends with 0 where no test noticed.
"""

from __future__ import annotations

import filecmp
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .chosen import judges_of

#: Where the sound modules lie, beside the copy.
SOUND = "sound"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - |$)", re.MULTILINE)


def changed(place: Path) -> Path:
    """Return the module that differs from its sound copy."""
    for path in sorted((place / "src").rglob("*.py")):
        if not filecmp.cmp(path, _sound(place, path), shallow=False):
            return path
    sys.exit("no module was changed")


def noticed(place: Path, module: Path, tests: list[str]) -> str:
    """Return a test that fails, and passes again where the module is sound."""
    always: list[str] = []
    while failed := _first_failure(place, tests, always):
        with _mended(place, module):
            if not _first_failure(place, [failed], []):
                return failed
        always.append(failed)  # it says nothing of the change
    return ""


def _first_failure(place: Path, tests: list[str], but: list[str]) -> str:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "--no-header"]
    command += [f"--deselect={each}" for each in but]
    done = subprocess.run(
        [*command, *tests],
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    found = _FAILED.search(done.stdout)
    if found:
        return found[1]
    assert done.returncode in {0, 5}, done.stdout[-2000:]  # 5: nothing to run
    return ""


@contextmanager
def _mended(place: Path, module: Path) -> Iterator[None]:
    held = module.read_bytes()
    module.write_bytes(_sound(place, module).read_bytes())
    try:
        yield
    finally:
        module.write_bytes(held)


def _sound(place: Path, module: Path) -> Path:
    return place.parent / SOUND / module.relative_to(place)


def main() -> int:
    """Ask the fast tests, and where they are content the slow ones."""
    place = Path.cwd()
    module = changed(place)
    for tests in judges_of(place, module):
        if failed := noticed(place, module, tests):
            print(failed)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
