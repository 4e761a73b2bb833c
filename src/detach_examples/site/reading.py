"""How long the lesson takes to read."""

from __future__ import annotations

import math
from html.parser import HTMLParser
from pathlib import Path

#: Words a minute: a usual figure for silent reading of plain English prose.
WORDS_A_MINUTE = 200


class _Words(HTMLParser):
    """Collects the text of an article, code and output included."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "article"

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "article"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text.append(data)


def words(page: Path) -> int:
    """Return how many words a built page's article has."""
    counter = _Words()
    counter.feed(page.read_text(encoding="utf-8"))
    # Colouring cuts code into pieces that are no words: join them, then split.
    return len("".join(counter.text).split())


def minutes(page: Path) -> int:
    """Return the reading time of a built page, in whole minutes, rounded up."""
    return math.ceil(words(page) / WORDS_A_MINUTE)


def summary(root: Path) -> str:
    """Say how long the built lesson takes to read."""
    page = root / "build/html/lesson.html"
    return f"{minutes(page)} minutes to read" if page.exists() else "none here"
