"""The questions of the list become keywords of the pages that answer them."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup

from detach_examples.site.asked import questions

LIST = """# What people ask

(q001)=
- Why is it `None`? {doc}`/some/page`
(e02)=
- And now? [A part](/other.md#a-part)
"""


def test_questions_are_read_with_their_page(tmp_path: Path) -> None:
    path = tmp_path / "questions.md"
    path.write_text(LIST)
    assert [tuple(asked) for asked in questions(path)] == [
        ("q001", "Why is it `None`?", "some/page", ""),
        ("e02", "And now?", "other", "a-part"),
    ]
    assert questions(tmp_path / "none.md") == []


def test_a_page_has_the_words_of_its_questions(
    pages: dict[str, BeautifulSoup],
) -> None:
    page = pages["gallery/pitfalls/slice_pins_the_buffer.html"]
    (keywords,) = page.select("meta[name=keywords]")
    assert {"scalar", "pin", "buffer"} <= set(str(keywords["content"]).split(", "))
