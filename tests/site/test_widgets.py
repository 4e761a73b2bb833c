"""The scripts of the widgets: few bytes, and only where a widget stands."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from detach_examples.site.widgets import COPYING, SCRIPTS

ROOT = Path(__file__).resolve().parents[2]
#: For all scripts of ours together, compressed, in bytes.
MOST = 12 * 1024
OURS = {path.name for path in (ROOT / "docs/_static").glob("*.js")}
Pages = dict[str, BeautifulSoup]


def loaded(page: BeautifulSoup) -> list[str]:
    """The scripts of ours that a page loads, in order."""
    names = [
        Path(tag["src"].partition("?")[0]).name for tag in page.select("script[src]")
    ]
    return [name for name in names if name in OURS]


def test_all_scripts_together_are_small(site: Path) -> None:
    assert {name for names in SCRIPTS.values() for name in names} < OURS
    sizes = {
        name: len(gzip.compress((site / "_static" / name).read_bytes()))
        for name in OURS
    }
    assert sum(sizes.values()) <= MOST, sizes


def test_a_page_loads_the_scripts_of_its_widgets_and_no_others(pages: Pages) -> None:
    met = set()
    for name, page in pages.items():
        needed = {
            script
            for tag, scripts in SCRIPTS.items()
            if page.find(tag)
            for script in scripts
        }
        here = loaded(page)
        widgets = {script for scripts in SCRIPTS.values() for script in scripts}
        assert set(here) & widgets == needed, name
        for tag, scripts in SCRIPTS.items():
            if page.find(tag):  # what a script builds on is loaded before it
                assert [s for s in here if s in scripts] == [*scripts], name
        met |= needed
    assert met == {script for scripts in SCRIPTS.values() for script in scripts}


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_script_is_plain_and_asks_nothing_of_another_host(name: str) -> None:
    text = (ROOT / "docs/_static" / name).read_text("utf-8")
    assert text.startswith(('"use strict";', "//", "/*"))
    forbidden = (
        r"\b(?:eval|import|fetch|XMLHttpRequest|new Function|document\.write)\b\s*\("
    )
    assert not re.search(forbidden, text)


def test_a_page_without_code_loads_no_copy_buttons(pages: Pages) -> None:
    met = set()
    for name, page in pages.items():
        named = [tag.get("src", tag.get("href")) for tag in page.select("[src], link")]
        files = {Path(str(each).partition("?")[0]).name for each in named} & COPYING
        assert files == (COPYING if page.select("pre") else set()), name
        met.add(bool(files))
    assert met == {True, False}
