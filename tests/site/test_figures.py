"""Figures on pages are those that a bench kept, with their verdicts."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import projects
import pytest
from bs4 import BeautifulSoup

from detach_examples.site import figure, tables
from detach_examples.site.figure import Figure


@pytest.mark.parametrize(
    ("value", "limit", "at_least", "verdict"),
    [
        (1.5, 1.5, False, "met"),
        (1.51, 1.5, False, "MISSED"),
        (4.0, 4.0, True, "met"),
        (3.99, 4.0, True, "MISSED"),
        (9.0, None, False, ""),
    ],
)
def test_the_verdict_follows_from_the_limit(
    value: float, limit: float | None, at_least: bool, verdict: str
) -> None:
    found = Figure("a ratio", value, limit, at_least)
    assert (found.verdict, found.missed) == (verdict, verdict == "MISSED")


def test_a_row_names_value_unit_limit_and_verdict() -> None:
    words = Figure("a build", 12.345, 4, at_least=True, unit="s").row().split()
    assert words == ["a", "build", "12.3", "s", "at", "least", "4", "met"]


def test_figures_are_kept_with_what_they_were_measured_on(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    kept = [Figure("one", 1.23456, 2), Figure("two", 3, 4, at_least=True, unit="s")]
    figure.save(tmp_path, "some", kept)
    found, where = figure.read(tmp_path / "docs/_figures/some.json")
    assert found == [Figure("one", 1.235, 2), kept[1]]
    assert where["python"] == platform.python_version()
    assert where["cores"] == len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("option", "names"),
    [("", ["One", "Two"]), ("judged", ["One"]), ("told", ["Two"])],
)
def test_a_page_shows_the_table(option: str, names: list[str], project: Path) -> None:
    figure.save(project, "some", [Figure("one", 3, 2), Figure("two", 4, unit="s")])
    soup = _index(project, f"some\n:{option}:" if option else "some")
    rows = [[c.get_text() for c in row("td")] for row in soup.select("tbody tr")]
    assert [row[0] for row in rows] == names
    if option != "told":
        assert rows[0] == ["One", "3", "at most 2", "MISSED"]
    else:
        assert rows[0] == ["Two", "4 s"]
    assert f"Python {platform.python_version()}" in soup.article.get_text()


def test_the_readme_shows_what_has_a_limit_and_keeps_its_words(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    readme = tmp_path / "README.md"
    room = "[{0}]: docs/_figures/{0}.json\n\n"
    readme.write_text(f"# One\n\n{room.format('some')}{room.format('other')}end\n")
    for value in (3, 1):
        found = [Figure("one of PyTorch", value, 2), Figure("two", 4)]
        tables.keep(tmp_path, "some", found)
    text = readme.read_text()
    assert text.startswith(f"# One\n\n{room.format('some')}| Figure |")
    assert text.endswith(f".\n\n{room.format('other')}end\n")
    assert text.count("| One of PyTorch | 1 | at most 2 | met |") == 1
    assert "Two" not in text
    assert tables.filled(tmp_path, text) == text


def test_a_page_follows_the_figures(project: Path) -> None:
    figure.save(project, "some", [Figure("one", 3, 2)])
    assert "MISSED" in _index(project, "some").article.get_text()
    figure.save(project, "some", [Figure("one", 1, 2)])
    assert projects.build(project).returncode == 0
    assert "MISSED" not in (project / "build/html/index.html").read_text("utf-8")


def test_a_table_without_figures_is_a_fault(project: Path) -> None:
    page = project / "docs/index.md"
    page.write_text(page.read_text() + "\n```{figures} nosuch\n```\n")
    done = projects.build(project)
    assert done.returncode == 1
    assert "docs/_figures/nosuch.json is missing" in done.stderr


def _index(project: Path, arguments: str) -> BeautifulSoup:
    page = project / "docs/index.md"
    page.write_text(page.read_text() + f"\n```{{figures}} {arguments}\n```\n")
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    html = (project / "build/html/index.html").read_text("utf-8")
    return BeautifulSoup(html, "html.parser")
