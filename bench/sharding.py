"""Is a site that is merged from parts the same as one that is built at once?

One part is killed midway and made again.  Both sites replay the same measurements.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from detach_examples.site import verify

from .figure import Figure
from .pages import generate

PAGES, PARTS = 400, 4
#: One page in so many shows seconds.
_MEASURED = 10
_SECONDS = """
# %%
# It takes some time
# ------------------
# The build measures it.

from detach_examples import as_time, seconds

print(as_time(seconds("a product", lambda: w * 2)))
"""


def figures() -> Iterator[Figure]:
    """Build 400 pages twice; takes about a minute on two cores."""
    with TemporaryDirectory() as folder:
        root, alone = Path(folder) / "parts", Path(folder) / "at_once"
        prepare(root, PAGES)
        copytree(root, alone)
        kill(root, f"2/{PARTS}", PAGES // PARTS // 2)
        made = sum(part(root, f"{n}/{PARTS}") for n in range(1, PARTS + 1))
        yield Figure("scripts run by the parts / pages", made / PAGES, 1)
        yield Figure("scripts run by the merge", merge(root), 0)
        measured = root / "build/measurements.json"
        assert len(json.loads(measured.read_text())) == PAGES // _MEASURED
        run(alone, "build", MEASURE=str(measured))
        yield Figure("files that differ from one build", len(differing(root, alone)), 0)


def prepare(root: Path, count: int) -> None:
    """Write a project of small pages; some of them measure."""
    generate(root, count)
    for path in sorted(root.glob("gallery/*/*.py"))[:: min(_MEASURED, count)]:
        with path.open("a", encoding="utf-8") as script:
            script.write(_SECONDS)


def part(root: Path, shard: str) -> int:
    """Make one part; return how many scripts ran."""
    return run(root, "build", "--shard", shard)


def merge(root: Path) -> int:
    """Merge what was made; return how many scripts ran."""
    return run(root, "merge", "build/shards")


def run(root: Path, *command: str, **environment: str) -> int:
    """Run one of the site's commands; return how many scripts ran."""
    done = subprocess.run(
        _command(root, *command),
        env=_environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout[-2000:]
    found = re.search(r"^Scripts run: (\d+)", done.stdout, re.MULTILINE)
    assert found, done.stdout[-2000:]
    return int(found[1])


def kill(root: Path, shard: str, after: int) -> None:
    """Start to make a part, and kill it when so many of its pages are made."""
    started = subprocess.Popen(
        _command(root, "build", "--shard", shard),
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    made = f"build/shards/.{shard.replace('/', '-of-')}.run-*/docs/gallery/*/*.zip"
    while len([*root.glob(made)]) < after:
        assert started.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    started.kill()
    assert started.wait() < 0


def differing(one: Path, other: Path) -> list[str]:
    """Return how two projects' sites differ."""
    return [*verify.differences(one / "build/html", other / "build/html")]


def _command(root: Path, *command: str) -> list[str]:
    return [sys.executable, "-m", "detach_examples.site", "--root", str(root), *command]


def _environment(**more: str) -> dict[str, str]:
    paths = os.pathsep.join([str(Path(verify.__file__).parents[2]), *sys.path])
    own = {k: v for k, v in os.environ.items() if k != "MEASURE"}
    return {**own, "PYTHONPATH": paths, **more}
