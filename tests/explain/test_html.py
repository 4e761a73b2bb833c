"""Whatever code and names hold, the page holds."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from detach_examples.explain.html import group_html
from detach_examples.explain.verdict import Cause, Parameter

CODE = 'h = x.detach() if a < b & c else "<b>"'


@pytest.fixture
def page() -> BeautifulSoup:
    cause = Cause("cut", "detach", "detach", "src/<u>/train.py", 4, CODE)
    group = [Parameter(name, "cut", [cause]) for name in ("d[<i>&'x']", "spare")]
    return BeautifulSoup(group_html(group, frozenset(["spare"])), "html.parser")


def test_code_and_names_cannot_break_the_page(page: BeautifulSoup) -> None:
    assert page.pre is not None
    assert page.pre.get_text() == CODE
    assert "src/<u>/train.py:4" in page.get_text()
    assert [c.get_text() for c in page.select("p code")] == ["d[<i>&'x']", "spare"]
    assert page.select("b, i, u") == []


def test_a_long_path_may_break_after_its_slashes(page: BeautifulSoup) -> None:
    (place,) = page.select("strong")
    assert len(place.select("wbr")) == 2
