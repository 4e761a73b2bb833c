"""Let the tests judge the one module that was changed in this copy of the project.

``python -m mutations.proof`` ends with 0 where no test noticed.
"""

from __future__ import annotations

import filecmp
import os
import subprocess
import sys
from pathlib import Path

from .chosen import judges_of

#: Where the sound modules lie, beside the copy.
SOUND = "sound"


def changed(place: Path) -> Path:
    """Return the module that differs from its sound copy."""
    for path in sorted((place / "src").rglob("*.py")):
        sound = place.parent / SOUND / path.relative_to(place)
        if not filecmp.cmp(path, sound, shallow=False):
            return path
    sys.exit("no module was changed")


def main() -> int:
    """Run the fast tests, and where they are content the slow ones."""
    place = Path.cwd()
    for tests in judges_of(place, changed(place)):
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", *tests]
        status = subprocess.run(command, check=False, stdin=subprocess.DEVNULL)
        if tests and status.returncode:
            return status.returncode
    return 0


if __name__ == "__main__":
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = ""
    sys.exit(main())
