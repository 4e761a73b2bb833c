"""What the reader has done: a panel of all modes, and a mark at the foot of each.

Both need JavaScript, and what they keep lies in the reader's browser alone.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from . import modes

#: The modes of learning by their names in the store, and their pages.
MODES = {page.rpartition("/")[2]: page for page in modes.MODES}
#: What is hidden waits for ``progress.js``.
_PANEL = (
    """<detach-progress>
<p>Your progress needs JavaScript, and is kept in this browser alone.</p>
<div hidden>""",
    """<p><button type="button">Export</button>
<label>Import <input type="file" accept=".json,application/json"></label>
<button type="button">Clear</button></p>
<p hidden>This clears all that the site keeps in this browser.
<button type="button">Clear it all</button>
<button type="button">Keep it</button></p>
<p role="status"></p>
</div>
</detach-progress>""",
)
_MARK = """<detach-progress data-mode="{mode}">
<p hidden><button type="button" aria-pressed="false">Mark as done</button>
<span role="status"></span></p>
</detach-progress>"""


class ProgressDirective(SphinxDirective):
    """``{progress}`` shows the panel; ``{progress} MODE`` lets a page be marked."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the panel, or the mark."""
        if not self.arguments:
            return self._panel()
        mode = self.arguments[0]
        if mode not in MODES:
            what = f"there is no mode {mode!r}: it is one of {', '.join(MODES)}."
            return [self.state_machine.reporter.warning(what, line=self.lineno)]
        return [nodes.raw("", _MARK.format(mode=mode), format="html")]

    def _panel(self) -> list[nodes.Node]:
        docs = Path(self.env.srcdir)
        # Read this page again when a mode comes or goes, or has another title.
        self.env.glob_toctrees.add(self.env.docname)
        written = {m: p for m, p in MODES.items() if (docs / f"{p}.md").is_file()}
        for page in written.values():
            self.env.note_dependency(str(docs / f"{page}.md"))
        links = "\n".join(f"- {{doc}}`/{page}`" for page in written.values())
        listed = self.parse_text_to_nodes(links)
        items = (item for node in listed for item in node.findall(nodes.list_item))
        for item, mode in zip(items, written, strict=True):
            item["classes"] = [f"mode-{mode}"]
        first, last = (nodes.raw("", text, format="html") for text in _PANEL)
        return [first, *listed, last]
