"""The ways to learn it: what each page asks for, and how long that takes.

Times are computed from the pages: their words, and what there is to do on them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .reading import WORDS_A_MINUTE
from .tags import HtmlTag

#: The pages, in the order in which they are offered.
MODES = (
    "lesson",
    "learn/why",
    "learn/deep_dive",
    "learn/visualize",
    "learn/try",
    "learn/challenge",
    "learn/project",
    "learn/cost",
    "learn/recall",
    "learn/practice",
)
#: Minutes for each thing to do, beside those for reading it.
MINUTES = {"explorer": 1.5, "quiz": 0.5, "exercise": 4.0}
#: Minutes to type, run and ponder a line of code, on pages that ask for it.
TYPED = 0.3
#: Cards of one sitting, and the minutes for one.
CARDS, CARD = 20, 0.4


class _Later(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """Stands for what is known when all pages are read."""


class TimeDirective(SphinxDirective):
    """``{time}`` states how long this page takes."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the sentence; other pages have no time."""
        if self.env.docname not in MODES:
            what = "'time' stands on a page that is no way to learn; remove it."
            return [self.state_machine.reporter.warning(what, line=self.lineno)]
        return [_Later("", kind="time")]


class ModesDirective(SphinxDirective):
    """``{modes}`` lists the ways to learn it, with their times."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the list; the page follows the others."""
        for page in MODES:
            self.env.note_dependency(str(Path(self.env.srcdir) / f"{page}.md"))
        return [_Later("", kind="modes")]


def count(app: Any, doctree: nodes.document) -> None:
    """Keep what a page asks of its reader, while it is read."""
    docname = app.env.docname
    if docname not in MODES:
        return
    html = "".join(raw.astext() for raw in doctree.findall(nodes.raw))
    to_do = {
        "explorer": html.count("<detach-explorer"),
        "quiz": sum(t["name"] == "detach-quiz" for t in doctree.findall(HtmlTag)),
        "exercise": sum(
            "exercise" in s["classes"] for s in doctree.findall(nodes.section)
        ),
    }
    work = sum(MINUTES[kind] * number for kind, number in to_do.items())
    if "typed" in app.env.metadata[docname]:
        blocks = doctree.findall(nodes.literal_block)
        work += TYPED * sum(len(b.astext().splitlines()) for b in blocks)
    if "<detach-recall" in html:
        work += CARDS * CARD
    app.env.metadata[docname]["minutes"] = str(
        math.ceil(_words(doctree) / WORDS_A_MINUTE + work)
    )


def _words(doctree: nodes.document) -> int:
    texts = doctree.findall(nodes.Text)
    return sum(len(t.split()) for t in texts if not isinstance(t.parent, nodes.raw))


def fill(app: Any, doctree: nodes.document, docname: str) -> None:
    """Write the times, now that all pages are read."""
    known: Mapping[str, Mapping[str, str]] = app.env.metadata
    for place in [*doctree.findall(_Later)]:
        if place["kind"] == "time":
            text = f"About {known[docname]['minutes']} minutes."
            place.replace_self(nodes.paragraph("", text, classes=["time"]))
        else:
            place.replace_self(_list(app, docname, known))


def _list(app: Any, docname: str, known: Mapping[str, Mapping[str, str]]) -> nodes.Node:
    listed = nodes.bullet_list("", classes=["modes"])
    for page in MODES:
        if page not in app.env.all_docs:
            continue
        uri = app.builder.get_relative_uri(docname, page)
        name = app.env.titles[page].astext()
        link = nodes.reference("", name, refuri=uri, internal=True)
        minutes = nodes.inline("", f" {known[page]['minutes']} min", classes=["time"])
        told = nodes.Text(f". {known[page].get('mode', '')}")
        listed += nodes.list_item("", nodes.paragraph("", "", link, minutes, told))
    return listed
