"""Let the search find a page by the questions that it answers.

``docs/questions.md`` lists each with its page; the words become the page's keywords,
which Sphinx indexes like its text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes

_PAGE = r"\{doc\}`/(?P<page>[^`]+)`"
_PART = r"\[[^\]]+\]\(/(?P<part>[^)]+)\.md#(?P<anchor>[^)]+)\)"
_ASKED = re.compile(
    rf"^\((?P<id>[a-z]\d+)\)=\n- (?P<words>.+) (?:{_PAGE}|{_PART})$", re.MULTILINE
)
_WORD = re.compile(r"\w+")


class Asked(NamedTuple):
    """A question, as people put it, and the page, or its part, that answers it."""

    id: str
    words: str
    page: str
    anchor: str = ""


def questions(page: Path) -> list[Asked]:
    """Return the questions of the list."""
    if not page.is_file():
        return []
    return [
        Asked(m["id"], m["words"], m["page"] or m["part"], m["anchor"] or "")
        for m in _ASKED.finditer(page.read_text("utf-8"))
    ]


def add_keywords(app: Any, doctree: nodes.document) -> None:
    """Give a page the words of its questions."""
    listed = Path(app.srcdir) / "questions.md"
    words = {
        word
        for asked in questions(listed)
        if asked.page == app.env.docname
        for word in _WORD.findall(asked.words)
    }
    if words:
        app.env.note_dependency(str(listed))
        # Sphinx takes what stands between two commas for one word.
        keywords = ", ".join(sorted(words))
        doctree += nodes.meta("", name="keywords", content=keywords)
