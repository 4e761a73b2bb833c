"""Count which lines of the package the tests run: fewer than 95 % are an error.

``make coverage`` runs all tests, and Coverage.py in each process that they start.
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
    parser.add_argument("--jobs", default="auto")
    parser.add_argument("tests", nargs="*", help="some of all; nothing is kept then")
    options = parser.parse_args()
    folder = _ROOT / "build" / "coverage"
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    spread = ["-n", options.jobs, "--dist", "loadfile", "--no-loadscope-reorder"]
    environ = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(_START), str(options.tool)]),
        "COVERAGE_FILE": str(folder),
    }
    runs = [["pytest", "-q", *spread, *options.tests]]
    if not options.tests:  # the tests look at a site that is built before
        runs.insert(0, ["detach_examples.site", "build"])
    status = 0
    for run in runs:
        command = [sys.executable, "-m", *run]
        status = status or subprocess.run(command, env=environ, check=False).returncode
    sys.path.append(str(options.tool))
    figure = _told(folder)
    if not options.tests:
        tables.keep(_ROOT, "coverage", [figure])
    print(f"{HEAD}\n{figure.row()}")
    return status or (1 if figure.missed else 0)


def _told(folder: Path) -> Figure:
    """Print the lines that no test ran, by module; return the share of all."""
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
        file=table,
        include=[f"{_SOURCE}/*"],  # tests make copies of it elsewhere
        omit=[_MATERIAL],
        show_missing=True,
        skip_covered=True,
    )
    print(table.getvalue())
    return Figure("lines that tests run / lines", share / 100, _GOAL, at_least=True)


def blobs(folder: Path) -> Iterator[bytes]:
    """Yield what each process added; who was killed while it wrote added nothing."""
    for path in sorted(folder.iterdir()):
        text = path.read_bytes()
        while text:
            size, text = int.from_bytes(text[:8], "big"), text[8:]
            if len(text) >= size:
                yield text[:size]
            text = text[size:]


if __name__ == "__main__":
    sys.exit(main())
