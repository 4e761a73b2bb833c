"""A changed file is read again, whatever the clock says."""

from __future__ import annotations

import os
import time
from pathlib import Path

import projects
import pytest

_YEAR = 365 * 24 * 3600.0
PAST, FUTURE = -_YEAR, _YEAR


def _save(path: Path, old: str, new: str, at: float) -> None:
    """Save a file as it would be while the clock is wrong by some seconds."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    when = time.time() + at
    os.utime(path, (when, when))


def _page(project: Path, name: str) -> str:
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    return projects.opened(project)[name].decode()


@pytest.mark.parametrize(("first", "then"), [(PAST, PAST), (FUTURE, PAST)])
def test_a_page_saved_while_the_clock_is_wrong_is_built(
    first: float, then: float, project: Path
) -> None:
    page = project / "docs/index.md"
    _save(page, "A small site", "A site of before", first)
    assert "A site of before" in _page(project, "index.html")
    _save(page, "A site of before", "A site of now", then)
    assert "A site of now" in _page(project, "index.html")


def test_what_a_page_includes_is_seen_too(project: Path) -> None:
    part = project / "docs/_part.txt"
    part.write_text("of before")
    with (project / "docs/index.md").open("a") as page:
        page.write("\n```{include} _part.txt\n```\n")
    assert "of before" in _page(project, "index.html")
    _save(part, "of before", "of now", PAST)
    assert "of now" in _page(project, "index.html")


def test_a_script_saved_while_the_clock_is_wrong_is_built(project: Path) -> None:
    script = project / "gallery/pitfalls/sound_page.py"
    _save(script, "'fine'", "'of now'", PAST)
    assert "of now" in _page(project, "gallery/pitfalls/sound_page.html")


def test_a_template_that_is_put_back_is_used(project: Path) -> None:
    template = project / "docs/_templates/page.html"
    _save(template, "Every output", "Of before: every output", 0)
    assert "Of before" in _page(project, "gallery/pitfalls/sound_page.html")
    _save(template, "Of before", "Of now", PAST)
    assert "Of now" in _page(project, "gallery/pitfalls/sound_page.html")


def test_a_style_sheet_that_is_put_back_is_published(project: Path) -> None:
    _save(project / "docs/_static/style.css", "}", "} /* of now */", PAST)
    assert "of now" in _page(project, "_static/style.css")


def test_a_build_of_a_time_to_come_is_no_reason_to_keep_it(project: Path) -> None:
    for path in (project / "build").rglob("*"):
        when = time.time() + FUTURE
        os.utime(path, (when, when))
    (project / "build/site/gallery/extra.html").touch()
    _save(project / "docs/index.md", "A small site", "A site of now", 0)
    assert "A site of now" in _page(project, "index.html")
    assert not (project / "build/html/gallery/extra.html").exists()


def test_a_page_that_is_gone_is_forgotten(project: Path) -> None:
    (project / "docs/other.md").write_text("---\norphan: true\n---\n# Another\n")
    assert "Another" in _page(project, "other.html")
    (project / "docs/other.md").unlink()
    _page(project, "index.html")
    assert "other.html" not in projects.opened(project)
