"""The page on building, and all that show figures, say what tests and benches hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detach_examples.site import figure, tables

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/built.md").read_text("utf-8")


def test_each_test_that_it_names_is_there() -> None:
    found = (ROOT / "tests").rglob("test_*.py")
    tests = "".join(path.read_text("utf-8") for path in found)
    named = re.findall(r"`(test_\w+)`", TEXT)
    assert len(named) > 12
    for name in named:
        assert f"\ndef {name}(" in tests, name


def test_what_it_tries_it_tries_as_often_as_it_says() -> None:
    killed = (ROOT / "tests/site/test_killed.py").read_text("utf-8")
    assert "at twenty moments" in TEXT
    assert "\nKILLS = 20\n" in killed
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "`make fuzz` tries five hundred" in TEXT
    assert "\nCASES ?= 500\n" in makefile


SHOWN = {
    name
    for page in sorted((ROOT / "docs").rglob("*.md"))
    for name in re.findall(r"^```\{figures\} (\w+)", page.read_text("utf-8"), re.M)
}


def test_all_that_is_measured_is_shown() -> None:
    assert {path.stem for path in (ROOT / "docs/_figures").glob("*.json")} == SHOWN


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_no_figure_that_a_page_shows_was_missed(name: str) -> None:
    found, _ = figure.read(figure.path(ROOT, name))
    assert [each.name for each in found if each.missed] == []


def test_the_readme_shows_the_tables_of_its_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    tables_of = re.findall(r"^\[(\w+)\]: docs/_fig", readme, re.M)
    assert tables_of == ["building", "quality", "verify"]
    assert readme.count("| met |") > 25
    assert "MISSED" not in readme
    assert tables.filled(ROOT, readme) == readme


def test_each_command_that_it_names_is_one() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = re.findall(r"^make (\w+)", TEXT, re.M)
    assert {"serve", "merge", "verify"} <= set(commands)
    for command in commands:
        assert re.search(rf"^{command}:", makefile, re.M), command
