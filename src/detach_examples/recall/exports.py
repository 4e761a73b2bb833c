"""Cards as files for other programs: a table, and what Anki imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

#: Anki writes over a note of the same name: this one is nobody else's.
_OURS = "detach-examples"
_ANKI = """#separator:tab
#html:true
#notetype:Basic
#deck:detach examples
#guid column:1
#tags column:4
"""


@dataclass(frozen=True)
class Row:
    """A card as other programs take it; ``said`` is the back in words, as HTML too."""

    name: str
    question: str
    front: str
    shown: str
    said: str
    said_html: str
    link: str
    tags: tuple[str, ...]


def table(rows: Iterable[Row]) -> str:
    """Return the cards as comma-separated values: front, back, link, tags.

    >>> row = Row("a-b", "Why?", "x = 1", "", "So.", "<p>So.</p>", "u", ("t", "p"))
    >>> table([row])
    'front,back,link,tags\\r\\n"Why?\\n\\nx = 1",So.,u,t p\\r\\n'
    """
    head = ("front", "back", "link", "tags")
    return _written([head, *map(_record, rows)], delimiter=",", end="\r\n")


def anki(rows: Iterable[Row]) -> str:
    """Return the cards as a text that Anki imports, with the names that they keep."""
    return _ANKI + _written(map(_note, rows), delimiter="\t", end="\n")


def _record(row: Row) -> tuple[str, ...]:
    front, back = _text(row.question, row.front), _text(row.shown, row.said)
    return front, back, row.link, _tags(row)


def _note(row: Row) -> tuple[str, ...]:
    front = f"<p>{escape(row.question)}</p>{_code(row.front)}"
    link = f'<p><a href="{escape(row.link)}">{escape(row.name)}</a></p>'
    back = f"{_code(row.shown)}{row.said_html}{link}"
    return f"{_OURS}/{row.name}", front, back, _tags(row)


def _tags(row: Row) -> str:
    return " ".join(row.tags)


def _text(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _code(text: str) -> str:
    return f"<pre>{escape(text, quote=False)}</pre>" if text else ""


def _written(rows: Iterable[Sequence[str]], delimiter: str, end: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)
    return file.getvalue()
