"""Each way to learn states the time that its page asks for."""

from __future__ import annotations

import math

import pytest
from bs4 import BeautifulSoup

from detach_examples.site import modes
from detach_examples.site.reading import WORDS_A_MINUTE

#: What the ways were meant to take, in minutes; a page may be half as long again.
MEANT = {
    "lesson": 5,
    "learn/why": 3,
    "learn/deep_dive": 15,
    "learn/visualize": 12,
    "learn/try": 10,
    "learn/challenge": 20,
    "learn/project": 45,
    "learn/cost": 8,
    "learn/recall": 10,
    "learn/practice": 90,
}
every_mode = pytest.mark.parametrize("name", MEANT)
Pages = dict[str, BeautifulSoup]


def stated(page: BeautifulSoup) -> int:
    (told,) = page.select("article p.time")
    return int(told.text.removeprefix("About ").removesuffix(" minutes."))


def test_every_mode_has_its_page() -> None:
    assert set(MEANT) <= set(modes.MODES)


@every_mode
def test_a_page_takes_about_as_long_as_meant(pages: Pages, name: str) -> None:
    minutes = stated(pages[f"{name}.html"])
    assert MEANT[name] * 2 / 3 <= minutes <= MEANT[name] * 3 / 2


def test_the_time_is_that_of_the_words_and_of_what_is_to_do(pages: Pages) -> None:
    lesson = pages["lesson.html"].article
    for tag in lesson.select("script, style, .headerlink"):
        tag.decompose()
    reading = len(lesson.text.split()) / WORDS_A_MINUTE
    assert abs(stated(pages["lesson.html"]) - math.ceil(reading)) <= 1
    count = len(pages["learn/visualize.html"].select("[data-explorer]"))
    work = count * modes.MINUTES["explorer"]
    assert count >= 5
    assert stated(pages["learn/visualize.html"]) > work


def test_the_list_tells_each_way_its_time_and_what_it_is(pages: Pages) -> None:
    items = pages["learn/index.html"].select("ul.modes li")
    assert len(items) == len(MEANT)
    for item in items:
        name = item.a["href"].removeprefix("../").removesuffix(".html")
        name = name if name in MEANT else f"learn/{name}"
        page = pages[f"{name}.html"]
        title = page.h1.find(string=True, recursive=False)
        assert item.a.text == title
        told = item.text.removeprefix(str(title)).strip()
        assert told.startswith(f"{stated(page)} min. ")
        assert told.endswith(".")
        assert len(told.split()) > 5


def test_the_lesson_leads_to_the_other_ways(pages: Pages) -> None:
    links = [a["href"] for a in pages["lesson.html"].select("article section > p a")]
    assert links[0] == "learn/index.html"
