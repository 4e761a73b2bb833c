"""A box for an error message, above a plain list of the messages we explain."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from mdit_py_plugins.anchors.index import slugify
from sphinx.util.docutils import SphinxDirective

_HEADING = re.compile(r"^## (?P<text>.+)$", re.MULTILINE)
_BOX = """<form class="finder" role="search" aria-label="Find an error message" hidden>
<label for="finder-text">Your error message or traceback</label>
<textarea id="finder-text" rows="3" spellcheck="false" autocomplete="off"
 placeholder="RuntimeError: element 0 of tensors does not require grad ..."></textarea>
<p role="status" class="finder-status"></p>
</form>"""


def messages(page: Path) -> list[str]:
    """Return the messages that a page has a section for: its second-level headings."""
    return [m["text"].strip() for m in _HEADING.finditer(page.read_text("utf-8"))]


class FinderDirective(SphinxDirective):
    """``{finder}`` shows the box; without JavaScript the list alone is there."""

    def run(self) -> list[nodes.Node]:
        """Return the box and the list of links."""
        page = Path(self.env.srcdir) / "fix_it.md"
        self.env.note_dependency(str(page))
        links = "\n".join(
            f"- [{text}](/fix_it.md#{slugify(text)})" for text in messages(page)
        )
        box = nodes.raw("", _BOX, format="html")
        listed = nodes.container("", classes=["finder-list"])
        listed += self.parse_text_to_nodes(links)
        return [box, listed]
