"""A question's own words find the page that answers it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from detach_examples.site.asked import Asked, questions

ROOT = Path(__file__).resolve().parents[2]
LISTED = questions(ROOT / "docs/questions.md")
#: How people put it: an id and their words, with a tab between.
WORDS = [
    tuple(row.split("\t"))
    for row in (Path(__file__).parent / "questions.txt").read_text("utf-8").splitlines()
]
_RANKED = """queries => queries.map(query => {
    const found = Search._performSearch(...Search._parseQuery(query));
    return [...new Set(found.reverse().map(result => result[0]))];
})"""
Open = Callable[..., Any]


@pytest.fixture
def ranked(open_page: Open) -> Callable[[list[str]], list[list[str]]]:
    """Ask the search for some queries; the pages come best first."""

    def ask(queries: list[str]) -> list[list[str]]:
        page = open_page("search.html")
        page.wait_for_function("Search.hasIndex()")
        found: list[list[str]] = page.evaluate(_RANKED, queries)
        return found

    return ask


def test_every_question_has_its_place_and_page(
    pages: dict[str, BeautifulSoup],
) -> None:
    assert {asked.id for asked in LISTED} == {row[0] for row in WORDS}
    assert len(LISTED) == (ROOT / "docs/questions.md").read_text("utf-8").count("\n- ")
    for asked in LISTED:
        assert pages["questions.html"].select_one(f"#{asked.id}")
        page = pages[f"{asked.page}.html"]
        assert not asked.anchor or page.find(id=asked.anchor), asked


def test_the_words_of_a_question_find_its_page(ranked: Any) -> None:
    by_id: dict[str, Asked] = {asked.id: asked for asked in LISTED}
    found = ranked([words for _, words in WORDS])
    missed = [
        f"{words}: {by_id[name].page} is not in {pages[:3]}"
        for (name, words), pages in zip(WORDS, found, strict=True)
        if by_id[name].page not in pages[:3]
    ]
    assert len(missed) <= 0.05 * len(WORDS), "\n".join(missed)


def test_a_word_that_no_page_has_does_not_hide_the_others(ranked: Any) -> None:
    (alone, more) = ranked(["straight-through", "straight-through zzyzx"])
    assert alone[0] == more[0] == "gallery/patterns/straight_through_estimator"
