"""Count which lines of the package the tests run: fewer than 95 % are an error.

``make coverage`` runs all tests, and Coverage.py in each process that they start.  Lines
that run inside a tracer of ours are not seen by another one: they count as not run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from shutil import rmtree

from detach_examples.site import tables
from detach_examples.site.figure import HEAD, Figure

_ROOT = Path(__file__).resolve().parents[2]
_SOURCE = _ROOT / "src" / "detach_examples"
_START = Path(__file__).with_name("start")
_GOAL = 0.95
#: What users mend is no code of ours.
_MATERIAL = "*/practice/exercises/*"


def main() -> int:
    """Run the tests; return their status, or 1 where too few lines ran."""
    parser = ArgumentParser(prog="make coverage")
    parser.add_argument("--tool", type=Path, required=True, help="holds Coverage.py")
    parser.add_argument("tests", nargs="*", help="arguments of pytest")
    options = parser.parse_args()
    folder = _ROOT / "build" / "coverage"
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tests = ["-m", "pytest", *options.tests]
    environ = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(_START), str(options.tool)]),
        "COVERAGE_FILE": str(folder),
    }
    status = subprocess.run([sys.executable, *tests], env=environ, check=False)
    sys.path.append(str(options.tool))
    return _told(folder) or status.returncode


def _told(folder: Path) -> int:
    import coverage

    whole = coverage.Coverage(
        data_file=str(folder / "all"), config_file=False, source=[str(_SOURCE)]
    )
    for told in blobs(folder):
        held = coverage.CoverageData(no_disk=True)
        held.loads(told)
        whole.get_data().update(held)
    whole.exclude("if TYPE_CHECKING:")
    table = StringIO()
    share = whole.report(
        file=table, omit=[_MATERIAL], show_missing=True, skip_covered=True
    )
    print(table.getvalue())
    figure = Figure("lines that tests run / lines", share / 100, _GOAL, at_least=True)
    tables.keep(_ROOT, "coverage", [figure])
    print(f"{HEAD}\n{figure.row()}")
    return 1 if figure.missed else 0


def blobs(folder: Path) -> Iterator[bytes]:
    """Yield what each process added; one that was killed while it wrote adds nothing."""
    for path in sorted(folder.iterdir()):
        text = path.read_bytes()
        while text:
            size, text = int.from_bytes(text[:8], "big"), text[8:]
            if len(text) >= size:
                yield text[:size]
            text = text[size:]


if __name__ == "__main__":
    sys.exit(main())
