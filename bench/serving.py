"""How soon a saved page is seen in an open browser, beside ``make one``.

On a copy of this whole project: what is saved is one sentence of a small script.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from . import lighthouse
from .figure import Figure

_ROOT = Path(__file__).resolve().parents[1]
_PAGE = "first_steps/detach_without_grad_is_harmless"
_SENTENCE = "The result is another tensor object with the same address"
_ROUNDS = 5
#: What the copy does without.  What was built is a start, and saves minutes.
_APART = (".git", ".venv")
_LEFT = {"html", "one", "preview", "shards", "tools", "unchanged"}


def figures() -> Iterator[Figure]:
    """Save some times while the site is served, then build the page alone as often."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        copytree(_ROOT, root, symlinks=True, ignore=_left)
        with _served(root) as (until_ready, home):
            seen = [*_seen(root, home, until_ready)]
        _one(root)  # the first reads all pages
        ones = [_timed(partial(_one, root), root, name) for name in "vwxyz"]
    yield Figure("saved, until the open page shows it", _median(seen), 1, unit="s")
    yield Figure("saved, slowest of all", max(seen), unit="s")
    yield Figure("make one", _median(ones), unit="s")
    yield Figure("saved / make one", _median(seen) / _median(ones))


def _left(folder: str, names: list[str]) -> set[str]:
    """Return what of a folder is not copied."""
    if Path(folder) == _ROOT / "build":
        return _LEFT
    return {name for name in names if name.startswith(_APART) or "_cache" in name}


def _seen(root: Path, home: str, until_ready: Callable[[], str]) -> Iterator[float]:
    """Yield the seconds from each save until a browser shows it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=lighthouse.chrome(), args=lighthouse.FLAGS
        )
        page = browser.new_page()
        page.goto(f"{home}gallery/{_PAGE}.html")
        for name in "abcdefgh"[:_ROUNDS]:
            yield _timed(partial(_shows, page, name), root, name)
            until_ready()
        browser.close()


def _shows(page: Any, name: str) -> None:
    page.wait_for_selector(f"text={_sentence(name)}", timeout=60_000)


def _sentence(name: str) -> str:
    return f"{_SENTENCE} {name}."


def _timed(call: Callable[[], object], root: Path, name: str) -> float:
    """Save the script with another sentence; time what follows."""
    script = root / f"gallery/{_PAGE}.py"
    source = script.read_text(encoding="utf-8")
    changed = re.sub(rf"{_SENTENCE}( \w)?\.", _sentence(name), source)
    assert changed != source
    start = time.perf_counter()
    script.write_text(changed, encoding="utf-8")
    call()
    return time.perf_counter() - start


@contextmanager
def _served(root: Path) -> Iterator[tuple[Callable[[], str], str]]:
    """Yield what waits until the server is ready again, and its address."""
    started = subprocess.Popen(
        [sys.executable, *_command(root), "serve", "--port", "0"],
        cwd=root,
        env=_environment(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    told = _until(started, r"http://\S+/")
    _until(started, "^Ready:")
    try:
        yield partial(_until, started, "^Ready:"), told
    finally:
        started.terminate()
        started.communicate(timeout=60)


def _until(started: subprocess.Popen[str], pattern: str) -> str:
    """Return what fits a pattern, as soon as it is told."""
    assert started.stdout is not None
    told = ""
    for line in started.stdout:
        told += line
        if found := re.search(pattern, line):
            return found[0]
        if re.match(r"\d+ faults?:|Sphinx warned", line):
            started.terminate()  # and the rest is told, below
    raise AssertionError(told[-2000:])


def _one(root: Path) -> None:
    subprocess.run(
        [sys.executable, *_command(root), "one", Path(_PAGE).name],
        cwd=root,
        env=_environment(root),
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _command(root: Path) -> list[str]:
    return ["-u", "-m", "detach_examples.site", "--root", str(root)]


def _environment(root: Path) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if k != "MEASURE"}
    return own | {"PYTHONPATH": str(root / "src")}


def _median(seconds: list[float]) -> float:
    return statistics.median(seconds)
