"""A build is left out where it would give what is there, and only there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import projects
import pytest

from detach_examples.site import unchanged


@pytest.fixture
def noted(project: Path) -> Path:
    """A project as a build leaves it: a copy has new times of change."""
    assert not unchanged.holds(project, None)
    unchanged.note(project, None)
    assert unchanged.holds(project, None)
    return project


def _write(name: str) -> Callable[[Path], object]:
    def change(project: Path) -> None:
        path = project / name
        path.write_bytes(path.read_bytes() + b"\n")

    return change


def _same_size_and_time(project: Path) -> None:
    page = project / "build/html/index.html"
    stat, held = page.stat(), page.read_bytes()
    page.write_bytes(held.replace(b"small", b"large"))
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a script": _write("gallery/pitfalls/sound_page.py"),
    "a page": _write("docs/index.md"),
    "the settings": _write("conf.py"),
    "a style": _write("docs/_static/style.css"),
    "a template": _write("docs/_templates/page.html"),
    "a new file": lambda project: (project / "docs/new.md").write_text("# New\n"),
    "a file gone": lambda project: (project / "docs/_static/mark.svg").unlink(),
    "a published page": _write("build/html/index.html"),
    "a published page, hidden": _same_size_and_time,
    "a published page gone": lambda p: (p / "build/html/index.html").unlink(),
    "the measurements": _write("build/measurements.json"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_asks_for_a_build(
    change: Callable[[Path], object], noted: Path
) -> None:
    change(noted)
    assert not unchanged.holds(noted, None)


def test_another_address_asks_for_a_build(
    noted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://elsewhere.example/")
    assert not unchanged.holds(noted, None)


def test_figures_to_replay_ask_for_a_build(noted: Path) -> None:
    assert not unchanged.holds(noted, noted / "build/measurements.json")


def test_what_is_installed_asks_for_a_build(
    noted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sphinx-99.dist-info").mkdir()
    monkeypatch.setattr(unchanged.sysconfig, "get_path", lambda _: str(tmp_path))
    assert not unchanged.holds(noted, None)


def test_a_published_page_that_was_touched_is_built_again(noted: Path) -> None:
    before = projects.opened(noted)
    _write("build/html/index.html")(noted)
    assert projects.build(noted).returncode == 0
    assert projects.opened(noted) == before


def test_sphinx_is_not_asked_where_nothing_changed(noted: Path) -> None:
    (noted / "build/made-site.json").unlink()
    told = projects.build(noted)
    assert told.returncode == 0
    assert "Scripts run: 0" in told.stdout
    assert not (noted / "build/made-site.json").exists()
