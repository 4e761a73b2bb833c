"""The first view of each kind of page is light, stands still, and stays at home."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import loading
import pytest
from bs4 import BeautifulSoup
from kinds import KINDS, budget

every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
@pytest.mark.parametrize("width", [1280, 390])
def test_the_first_view_is_light_and_stands_still(
    browser: Any, served: str, kind: str, width: int
) -> None:
    seen = loading.view(browser, served + KINDS[kind], width)
    assert seen.requests > 5
    assert 5_000 < seen.bytes <= 1000 * budget(kind)
    assert (seen.shift, seen.moved) == (0, ())
    assert seen.foreign == 0


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "kind", ["gallery", "section", "table", "guide", "cards", "search"]
)
def test_a_page_that_comes_slowly_stands_still(
    browser: Any, served: str, kind: str, width: int
) -> None:
    seen = loading.view(browser, served + KINDS[kind], width, slow=True)
    assert (seen.shift, seen.moved) == (0, ())


def test_a_host_that_can_compresses(browser: Any, served: str) -> None:
    page = browser.new_page()
    answer = page.goto(served + "lesson.html")
    assert answer.header_value("content-encoding") == "gzip"
    page.close()


def test_pictures_have_their_size_and_wait_below_the_fold(
    pages: dict[str, BeautifulSoup],
) -> None:
    seen = 0
    for name, page in pages.items():
        for image in page.select("article img"):
            seen += 1
            assert image.get("width", "").isdigit(), (name, image)
            assert image.get("height", "").isdigit(), (name, image)
            assert image.get("loading") == "lazy", (name, image)
    assert seen > 50


def test_what_pages_show_is_in_a_modern_format(pages: dict[str, BeautifulSoup]) -> None:
    shown = {
        Path(str(image["src"])).suffix
        for page in pages.values()
        for image in page.select("img[src]")
    }
    assert shown <= {".svg", ".webp", ".avif"}


def test_no_font_is_fetched(site: Path) -> None:
    sheets = [path.read_text("utf-8") for path in site.rglob("*.css")]
    assert len(sheets) > 3
    assert not any(re.search(r"@font-face", sheet) for sheet in sheets)


PUSHED = """<h1>One</h1><p>Two</p><script>
setTimeout(() => document.body.prepend(document.createElement("hr")), 200);
</script>"""


def test_what_moves_is_seen_and_named(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PUSHED)
    seen = loading.view(browser, page.as_uri())
    assert seen.shift > 0
    assert any(each.startswith("H1.") for each in seen.moved)
