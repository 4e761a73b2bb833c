from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from detach_examples.practice.command import _parser
from detach_examples.practice.exercise import ALL, Exercise

NAME = "learn/practice.html"
TEXT = (Path(__file__).parents[2] / "docs/learn/practice.md").read_text("utf-8")

every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)


@pytest.fixture(scope="module")
def page(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / NAME).read_text("utf-8"), "html.parser")


def section(page: BeautifulSoup, exercise: Exercise) -> Tag:
    found = page.find(id=exercise.name.replace("_", "-"))
    assert isinstance(found, Tag)
    return found


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


@every_exercise
def test_an_exercise_shows_its_goal_and_its_broken_code(
    page: BeautifulSoup, exercise: Exercise
) -> None:
    shown = section(page, exercise)
    goal = shown.select_one("p > strong")
    assert goal is not None
    assert goal.text.lower() == exercise.goal.lower()
    code = shown.select_one(":scope > div.highlight-python pre")
    assert code is not None
    assert code.text == exercise.task.partition("\n\n")[2]


@every_exercise
def test_hints_and_a_solution_are_there_and_closed(
    page: BeautifulSoup, exercise: Exercise
) -> None:
    opened = section(page, exercise).select(":scope > details")
    heads = [d.summary.text for d in opened]
    assert heads == ["Hint 1", "Hint 2", "Hint 3", "A solution"]
    assert not [d for d in opened if d.has_attr("open")]
    for hint, details in zip(exercise.hints, opened, strict=False):
        assert plain(hint) in plain(details.text)
    answer = exercise.solutions[0].read_text("utf-8")
    assert opened[-1].select_one("pre").text == answer.partition("\n\n")[2]


def test_the_sections_stand_in_their_order(page: BeautifulSoup) -> None:
    heads = [h.text.removesuffix("¶") for h in page.select("#read-the-exercises h3")]
    assert heads == [exercise.title for exercise in ALL]


def test_what_is_closed_opens_without_scripts(
    open_page: Callable[..., Any],
) -> None:
    opened = open_page(NAME, width=390, java_script_enabled=False)
    first = opened.locator("details.exercise").first
    assert not first.locator("p").is_visible()
    box = first.locator("summary").bounding_box()
    assert box["height"] >= 24
    first.locator("summary").press("Enter")
    assert first.locator("p").is_visible()


def test_the_options_of_the_page_are_the_command_s() -> None:
    offered = set(re.findall(r"--[a-z-]+", _parser().format_help())) - {"--help"}
    listed = re.findall(r"^\| `(--[a-z-]+)", TEXT, re.MULTILINE)
    assert sorted(listed) == sorted(offered)


def test_the_statuses_of_the_page_are_the_command_s() -> None:
    told = " ".join(_parser().format_help().partition("Exit status: ")[2].split())
    listed = re.findall(r"^\| `(\d+)` \|", TEXT, re.MULTILINE)
    assert listed == re.findall(r"(?:^|, )(\d+) ", told)
