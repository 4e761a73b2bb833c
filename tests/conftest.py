"""What the tests share: the built site, small projects to break, a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: Where it is set, a missing browser or Java is a failure: CI has both.
STRICT = "REQUIRE_BROWSER_TESTS"
_MISSING: dict[str, str] = {}


def build(root: Path, *arguments: str, **environment: str) -> Any:
    """Run the site's command in a project; return the finished process."""
    command = [sys.executable, "-m", "detach_examples.site", "--root", str(root)]
    return subprocess.run(
        [*command, *(arguments or ("build",))],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of this project's site, built now where it is not current."""
    done = build(ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return ROOT / "build" / "html"


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one page, built once; tests break copies of it."""
    root = tmp_path_factory.mktemp("seed") / "project"
    gallery = root / "gallery"
    (gallery / "pitfalls").mkdir(parents=True)
    for name in ("conf.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    for name in ("_static", "_templates", "_names"):
        shutil.copytree(ROOT / "docs" / name, root / "docs" / name)
    (root / "docs/index.md").write_text(
        "# A small site\n\n```{toctree}\ngallery/index\n```\n"
    )
    for name in ("GALLERY_HEADER.rst", "pitfalls/GALLERY_HEADER.rst"):
        shutil.copy(ROOT / "gallery" / name, gallery / name)
    (gallery / "pitfalls/sound_page.py").write_text(page("Sound page"))
    done = build(root)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return root


@pytest.fixture
def project(seed: Path, tmp_path: Path) -> Path:
    """A built project of one page, the test's own to break."""
    root = tmp_path / "project"
    shutil.copytree(seed, root)
    return root


def page(title: str, code: str = "print('fine')", header: str = "") -> str:
    """Return a small script that builds, with some code in its second block."""
    lines = [f'"""\n{title}\n{"=" * len(title)}\n\n{header or "It is small."}\n"""', ""]
    lines += ["# %%", "# The first block runs.", "", "print('start')", ""]
    lines += ["# %%", "# The second block is the subject.", "", code]
    return "\n".join(lines) + "\n"


def missing(what: str, how: str) -> None:
    """Skip a test for want of a tool, or fail where that tool is required."""
    _MISSING[what] = how
    if os.environ.get(STRICT):
        pytest.fail(f"{what} is missing, and {STRICT} is set. {how}")
    pytest.skip(f"{what} is missing")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in the last lines how to get what tests were skipped for."""
    for what, how in _MISSING.items():
        terminalreporter.write_line(f"Skipped for want of {what}. {how}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        missing("Chromium", "On Debian and Ubuntu: apt install chromium")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync", "--no-first-run"]
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=found, args=flags)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any, site: Path) -> Iterator[Callable[..., Any]]:
    """Open a page: ``open_page("lesson.html", width=390, scheme="dark")``."""
    contexts = []

    def open_(
        name: str, *, width: int = 1280, scheme: str = "light", **more: Any
    ) -> Any:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, **more)
        contexts.append(context)
        opened = context.new_page()
        opened.goto((site / name).as_uri())
        return opened

    yield open_
    for context in contexts:
        context.close()
