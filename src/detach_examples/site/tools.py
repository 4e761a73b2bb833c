"""The table of the ways to stop a gradient: each cell is what a run found."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from inspect import getsource
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from . import brought

_LOG = logging.getLogger(__name__)
_ROOM = Path(__file__).parents[1] / "tools"


class ToolsDirective(SphinxDirective):
    """``{tools}`` runs the probes and shows the table; a cell leads to its probe."""

    def run(self) -> list[nodes.Node]:
        """Return the table; the page follows the probes."""
        from ..tools import table
        from ..tools.ways import WAYS

        for path in _ROOM.glob("*.py"):
            self.env.note_dependency(str(path))
        found = brought.build.find("tools") or table.outcomes()
        frozen = Path(self.env.srcdir).parent / table.FROZEN
        if frozen.exists():
            before = frozen.read_text("utf-8")
            for told in table.changes(before, table.text(found)):
                _LOG.info("The table of ways has changed: %s", told)
        rows = {way.name: way.code for way in WAYS}
        html = "\n".join(_html(found, rows))
        words = table.text(found)
        return [nodes.raw("", html, format="html"), nodes.raw("", words, format="text")]


def _html(found: dict[str, dict[str, str]], codes: dict[str, str]) -> Iterator[str]:
    columns = list(next(iter(found.values())))
    yield '<table class="tools"><caption>What each way does, found by running it'
    # The columns stand before any of their heads has come over a slow line.
    yield f"</caption><colgroup>{'<col>' * (1 + len(columns))}</colgroup>"
    yield '<thead><tr><th scope="col">Way</th>'
    yield "".join(
        f'<th scope="col"><a href="#probe-{name}">{name}</a></th>' for name in columns
    )
    yield "</tr></thead><tbody>"
    for way, cells in found.items():
        yield f'<tr><th scope="row"><code>{escape(codes[way])}</code></th>'
        for name, cell in cells.items():
            link = f'<a href="#probe-{name}">{escape(cell)}</a>'
            yield f'<td data-label="{name}">{link}</td>'
        yield "</tr>"
    yield "</tbody></table>"


class ProbeDirective(SphinxDirective):
    """``{probe} name`` shows a probe's question and its code."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the question and the code, with an anchor for the cells."""
        from ..tools.probes import PROBES

        for path in _ROOM.glob("*.py"):
            self.env.note_dependency(str(path))
        name = self.arguments[0]
        if name not in PROBES:
            known = f"There is no probe {name!r}; choose from {', '.join(PROBES)}."
            return [self.state_machine.reporter.warning(known, line=self.lineno)]
        code = getsource(PROBES[name])
        question = (PROBES[name].__doc__ or "").replace("``", "`")
        box = nodes.container(classes=["probe"], ids=[f"probe-{name}"])
        box += self.parse_text_to_nodes(f"*{name}*: {question}")
        shown = nodes.literal_block(code, code)
        shown["language"] = "python"
        return [box, shown]
