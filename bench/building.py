"""What a build costs: beside stock sphinx-gallery, beside the floor, and as it grows.

All ways build the same generated scripts, each build in a process and a folder of its
own.  The floor is what no gallery can go below: one process that imports torch and
runs each script bare, then lets Sphinx render the reST that was generated from them.
Seconds are those of the processor: another program's load hardly shows in them, and
all of these builds use one processor at a time.  No folder is removed before the end:
some file systems look through what was just removed whenever a file is made, and who
builds after a removal pays for it.
"""

from __future__ import annotations

import os
import re
import resource
import runpy
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from .figure import Figure
from .pages import generate, name_of

COUNTS = (25, 100, 200, 400)
#: The number of pages at which the ways are compared, several times.
_COMPARED, _ROUNDS = 200, 3
OURS, STOCK, FLOOR = "this project", "stock sphinx-gallery with furo", "the floor"

_STOCK_SETTINGS = """
extensions = ["sphinx_gallery.gen_gallery"]
html_theme = "furo"
sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "generated",
    "filename_pattern": "",
}
"""
_FLOOR_SETTINGS = """
from detach_examples.site import navigation

extensions = ["myst_parser"]
html_theme = "furo"
templates_path = ["docs/_templates"]
exclude_patterns = ["gallery/**.ipynb", "gallery/**.py"]

def setup(app):
    app.connect("env-updated", navigation.prepare)
    app.connect("html-page-context", navigation.add, priority=400)
"""

Seconds = dict[str, dict[int, list[float]]]


def figures() -> Iterator[Figure]:
    """Build everything; takes a quarter of an hour."""
    seconds: Seconds = {way: {n: [] for n in COUNTS} for way in (OURS, STOCK, FLOOR)}
    unchanged: dict[int, float] = {}
    changed: dict[int, int] = {}
    with TemporaryDirectory() as folder:
        for count in COUNTS:
            for number in range(_ROUNDS if count == _COMPARED else 1):
                root = Path(folder) / f"{count}-{number}" / "project"
                generate(root, count)
                seconds[STOCK][count].append(_stock(root))
                seconds[OURS][count].append(_timed(partial(build, root)))
                seconds[FLOOR][count].append(_floor(root))
                unchanged[count] = min(_timed(partial(build, root)) for _ in range(3))
                changed[count] = _change_one(root)
    yield from judged(seconds, unchanged, changed)


def judged(
    seconds: Seconds, unchanged: dict[int, float], changed: dict[int, int]
) -> Iterator[Figure]:
    """Yield what was measured, and the ratios that have limits."""
    for way, builds in seconds.items():
        for count, times in builds.items():
            name = f"{way}, {count} pages, cold"
            yield Figure(name, statistics.median(times), unit="s")
    for count, least in unchanged.items():
        yield Figure(f"{OURS}, {count} pages, nothing changed", least, unit="s")
    ours, n = seconds[OURS], _COMPARED
    stock, floor = seconds[STOCK][n], seconds[FLOOR][n]
    each = {count: statistics.median(ours[count]) / count for count in COUNTS}
    name = f"{STOCK} / {OURS}, {n} pages"
    yield Figure(name, _ratio(stock, ours[n]), 4, at_least=True)
    yield Figure(f"{OURS} / {FLOOR}, {n} pages", _ratio(ours[n], floor), 1.5)
    yield Figure("cost of a page: 400 pages / 100 pages", each[400] / each[100], 1.15)
    nothing = unchanged[400] / unchanged[25]
    yield Figure("nothing changed: 400 pages / 25 pages", nothing, 1.5)
    yield Figure("scripts run after one changed", max(changed.values()), 1)


def _ratio(upper: list[float], lower: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(upper, lower, strict=True))


def _timed(call: Callable[[], object]) -> float:
    """Return the processor's seconds in the processes that a call starts and ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    call()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def build(root: Path) -> int:
    """Build as ``make html`` does; return how many scripts ran."""
    told = _run(root, "-m", "detach_examples.site", "--root", str(root), "build")
    found = re.search(r"^Scripts run: (\d+)", told, re.MULTILINE)
    assert found, told[-2000:]
    return int(found[1])


def _change_one(root: Path) -> int:
    path = next(root.glob(f"gallery/*/{name_of(1)}.py"))
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("adds nothing", "adds no gradient"))
    return build(root)


def _stock(root: Path) -> float:
    """Time a cold build with the settings that others start from."""
    stock = root.with_name("stock")
    copytree(root / "gallery", stock / "gallery")
    (stock / "conf.py").write_text(_STOCK_SETTINGS, encoding="utf-8")
    index = "Pages\n=====\n\n.. toctree::\n\n   generated/index\n"
    (stock / "index.rst").write_text(index, encoding="utf-8")
    seconds = _timed(partial(_run, stock, "-m", "sphinx", "-q", ".", "out"))
    assert len([*stock.glob("out/generated/*/product_*.html")]) == _count(root)
    return seconds


def _floor(root: Path) -> float:
    """Time the bare scripts and the rendering of what was generated from them."""
    floor = root.with_name("floor")
    copytree(root / "docs", floor / "docs")
    copytree(root / "gallery", floor / "gallery")
    (floor / "conf.py").write_text(_FLOOR_SETTINGS, encoding="utf-8")
    seconds = _timed(partial(_run, floor, "-m", "bench.building", str(floor)))
    assert len([*floor.glob("out/gallery/*/product_*.html")]) == _count(root)
    return seconds


def _count(root: Path) -> int:
    return len([*root.glob("gallery/*/*.py")])


def _run(root: Path, *arguments: str) -> str:
    ours = Path(__file__).resolve().parents[1]
    paths = os.pathsep.join([str(ours), str(ours / "src")])
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout[-2000:]
    return done.stdout


def _bare(floor: Path) -> None:
    """Run every script, then Sphinx, in this process."""
    for path in sorted(floor.glob("gallery/*/*.py")):
        with redirect_stdout(StringIO()):
            runpy.run_path(str(path), run_name="__main__")
    from sphinx.cmd.build import main as sphinx_build

    sys.exit(sphinx_build(["-q", "-c", str(floor), str(floor / "docs"), "out"]))


if __name__ == "__main__":
    _bare(Path(sys.argv[1]))
