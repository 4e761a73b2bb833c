"""Show a claim where it stands, with a link to cite it."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

_PROMPT = re.compile(r"\s*>>> ")


def anchor(name: str) -> str:
    """Return the id of a claim on its page."""
    return f"claim-{name}"


class ClaimDirective(SphinxDirective):
    """``{claim} name`` holds one statement; its proof stands in it or follows it."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the statement, its proof and the link."""
        name = self.arguments[0]
        box = nodes.container(classes=["claim"], ids=[anchor(name)])
        if self.get_source_info()[0].endswith(".md"):
            self.content: StringList = _fenced(self.content)
        box += self.parse_content_to_nodes()
        link = nodes.reference("", name, refuri=f"#{anchor(name)}", internal=True)
        stated = next(iter(box.findall(nodes.paragraph)), None)
        if stated is not None:
            around = stated.parent  # the box, or what a wrong mark made of a sentence
            at = around.index(stated) + 1
            around.insert(at, nodes.paragraph("", "", link, classes=["cite"]))
        labels = self.env.domains.standard_domain
        labels.anonlabels[anchor(name)] = self.env.docname, anchor(name)
        labels.labels[anchor(name)] = self.env.docname, anchor(name), name
        return [box]


def _fenced(content: StringList) -> StringList:
    """Put bare prompts into a fence: Markdown would take them for a quotation."""
    made, inside, fenced = StringList(), False, False
    for source, offset, row in content.xitems():
        if row.lstrip().startswith("```"):
            fenced = not fenced
        begins = not fenced and not inside and bool(_PROMPT.match(row))
        ends = inside and not row.strip()
        if begins or ends:
            made.append("```python" if begins else "```", source, offset)
            inside = begins
        made.append(row, source, offset)
    if inside:
        made.append("```", *content.info(len(content) - 1))
    return made
