"""The bench of quality sees the faults that it counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import walking

from bench import quality


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_faults_are_counted_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert quality.counted("faults", ["one", "two"]).missed
    assert not quality.counted("faults", []).missed
    assert capsys.readouterr().err.split() == ["one", "two"]


def test_the_walk_reaches_what_shows(page: Any) -> None:
    page.set_content("<a href='#a'>a</a><button>b</button><button hidden>c</button>")
    assert walking.walk(page) == []


def test_the_walk_finds_a_stop_that_does_not_show(page: Any) -> None:
    page.set_content("<style>b { outline: none }</style><b tabindex=0>a</b>")
    (fault,) = walking.walk(page)
    assert fault.startswith("no visible focus: <b")


def test_the_walk_finds_a_trap(page: Any) -> None:
    page.set_content(
        "<button id=a onkeydown=\"event.key === 'Tab' && event.preventDefault()\">a"
        "</button><button>b</button>"
    )
    assert walking.walk(page) == ["not reached: 1"]


def test_a_wide_page_scrolls_sideways(page: Any) -> None:
    page.set_content("<div style='width: 500px'>wide</div>")
    assert walking.sideways(page)
    page.set_content("<div>narrow</div>")
    assert not walking.sideways(page)


def test_what_moves_and_what_is_printed_is_seen(page: Any) -> None:
    page.set_content(
        "<style>@keyframes k { to { opacity: 0 } } p { animation: k 9s infinite }"
        "</style><p>moves</p><div class='sidebar-drawer'>navigation</div>"
    )
    assert walking.moves(page) == 1
    assert walking.printed(page) == [".sidebar-drawer"]


def test_the_theme_s_faults_alone_are_left_out() -> None:
    found = ["1280 light region: ['.visually-hidden'] x", "1280 light region: ['p'] x"]
    assert quality.ours(found) == found[1:]
