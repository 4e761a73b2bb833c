"""What the tests share: the built site, small projects to break, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import projects
import pytest
from filelock import FileLock

#: Where it is set, a missing browser or Java is a failure: CI has both.
STRICT = "REQUIRE_BROWSER_TESTS"
_MISSING: dict[str, str] = {}


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of this project's site, built now where it is not current."""
    with FileLock(projects.ROOT / "build/.tests.lock"):  # one worker at a time
        done = projects.build(projects.ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return projects.ROOT / "build" / "html"


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one page, built once; tests break copies of it."""
    root = tmp_path_factory.mktemp("seed") / "project"
    projects.make(root)
    done = projects.build(root)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return root


@pytest.fixture
def project(seed: Path, tmp_path: Path) -> Path:
    """A built project of one page, the test's own to break."""
    root = tmp_path / "project"
    shutil.copytree(seed, root)
    return root


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


@pytest.fixture(scope="session")
def validator() -> list[str]:
    """The command of the Nu HTML checker."""
    if shutil.which("java") is None:
        missing("Java", "On Debian and Ubuntu: apt install default-jre-headless")
    jar = Path(os.environ.get("VNU_JAR") or projects.ROOT / "build/tools/vnu.jar")
    if not jar.is_file():
        how = "npm pack vnu-jar@26.9.27; unpack vnu.jar from it; VNU_JAR names the file"
        missing("the Nu HTML checker", how)
    return ["java", "-jar", str(jar)]


@pytest.fixture
def open_page(browser: Any, site: Path) -> Iterator[Callable[..., Any]]:
    """Open a page, or an address: ``open_page("lesson.html", scheme="dark")``."""
    contexts = []

    def open_(
        name: str, *, width: int = 1280, scheme: str = "light", **more: Any
    ) -> Any:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, **more)
        contexts.append(context)
        opened = context.new_page()
        opened.goto(name if "://" in name else (site / name).as_uri())
        return opened

    yield open_
    for context in contexts:
        context.close()
