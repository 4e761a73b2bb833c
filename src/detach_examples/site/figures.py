"""Show figures that a command measured: no number is typed into a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from . import figure
from .figure import Figure


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
        for source in (file, Path(__file__), Path(figure.__file__)):
            self.env.note_dependency(str(source))
        if not file.exists():
            message = f"docs/_figures/{name}.json is missing: a bench writes it"
            return [self.state_machine.reporter.warning(message, line=self.lineno)]
        found, where = figure.read(file)
        if "judged" in self.options:
            found = [each for each in found if each.bound]
        if "told" in self.options:
            found = [each for each in found if not each.bound]
        return self.parse_text_to_nodes("\n".join(lines(found, where)))


def lines(shown: list[Figure], where: dict[str, Any]) -> Iterator[str]:
    """Yield a table, and under it what the figures were measured on, as Markdown."""
    judged = any(each.bound for each in shown)
    yield "| Figure | Measured |" + " Goal | Verdict |" * judged
    yield "|---|--:|" + "---|---|" * judged
    for each in shown:
        row = f"| {each.name.capitalize()} | {each.measured} |"
        yield row + f" {each.bound} | {each.verdict} |" * judged
    yield ""
    yield (
        f"Measured on {where['cores']} cores with"
        f" torch {where['torch']}, Python {where['python']}."
    )
