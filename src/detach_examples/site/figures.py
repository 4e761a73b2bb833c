"""Show figures that a command measured: no number is typed into a page."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from . import figure, tables


class FiguresDirective(SphinxDirective):
    """``{figures} building`` shows the table of one bench, with what it ran on.

    With ``:judged:`` only what has a limit is shown, with ``:told:`` the rest.
    """

    required_arguments = 1
    option_spec: ClassVar = {"judged": directives.flag, "told": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the table; the page follows the file."""
        name = self.arguments[0]
        file = figure.path(Path(self.env.srcdir).parent, name)
        ours = (__file__, figure.__file__, tables.__file__)
        for source in (file, *ours):
            self.env.note_dependency(str(source))
        if not file.exists():
            message = f"docs/_figures/{name}.json is missing: a bench writes it"
            return [self.state_machine.reporter.warning(message, line=self.lineno)]
        found, where = figure.read(file)
        if "judged" in self.options:
            found = [each for each in found if each.bound]
        if "told" in self.options:
            found = [each for each in found if not each.bound]
        return self.parse_text_to_nodes("\n".join(tables.lines(found, where)))
