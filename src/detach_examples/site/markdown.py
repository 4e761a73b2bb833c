"""A resolved page as Markdown: for readers without a browser, and for programs.

A node that has no method of its own gives what stands in it: no text is lost.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docutils import nodes

from .fragment import code, fenced, is_block, markdown
from .inline import SKIPPED, Line, element, kind

#: Tags that stand in a line; all others that the site makes are blocks.
_IN_LINE = {"span", "code", "a", "strong", "em"}


def page(document: nodes.document, asset: Callable[[nodes.Element], str]) -> str:
    """Return a page as Markdown.

    :param asset: gives the address of a picture or of a download.
    """
    return "\n\n".join(_Writer(asset).flow(document)).strip() + "\n"


class _Writer(Line):
    def __init__(self, asset: Callable[[nodes.Element], str]) -> None:
        super().__init__(asset)
        self._depth = 0

    def flow(self, node: nodes.Element) -> list[str]:
        """Return the blocks in a node; what stands in a line becomes a paragraph."""
        made: list[str] = []
        line: list[nodes.Node] = []
        for child in [*node.children, None]:
            if child is not None and _in_line(child):
                line.append(child)
                continue
            made += [self.paragraph(line)] if line else []
            line = []
            made += self._blocks(child) if child is not None else []
        return [block for block in made if block.strip()]

    def _blocks(self, node: nodes.Node) -> list[str]:
        inner = element(node)
        name = kind(inner)
        if name in SKIPPED:
            return []
        own = getattr(self, f"_{name}_block", None)
        return [own(inner)] if own else self.flow(inner)

    def _section_block(self, node: nodes.Element) -> str:
        self._depth += 1
        made = "\n\n".join(self.flow(node))
        self._depth -= 1
        return made

    def _title_block(self, node: nodes.Element) -> str:
        if not isinstance(node.parent, nodes.section):
            return f"**{self.paragraph(node.children)}**"
        line = self.paragraph(node.children).replace("\n", " ")
        return f"{'#' * min(self._depth, 6)} {line}"

    def _paragraph_block(self, node: nodes.Element) -> str:
        claim = "cite" in node.get("classes", ())
        return ("Claim: " if claim else "") + self.paragraph(node.children)

    _compact_paragraph_block = _legend_block = _paragraph_block

    def _rubric_block(self, node: nodes.Element) -> str:
        return f"**{self.paragraph(node.children)}**"

    _caption_block = _summary_block = _rubric_block

    def _raw_block(self, node: nodes.Element) -> str:
        return markdown(node.astext()) if node["format"] == "html" else ""

    def _literal_block_block(self, node: nodes.Element) -> str:
        language, text = node.get("language", "default").lower(), node.astext()
        if language == "default":
            language = "python" if _is_python(text) else "text"
        output = "sphx-glr-script-out" in node["classes"]
        block = fenced(text, "text" if output or language == "none" else language)
        return f"Out:\n\n{block}" if output else block

    def _code_links_block_block(self, node: nodes.Element) -> str:
        """Return code in which sphinx-gallery has linked the names."""
        return fenced(node.astext(), node["lang"].lower())

    def _doctest_block_block(self, node: nodes.Element) -> str:
        return fenced(node.astext(), "python")

    def _math_block_block(self, node: nodes.Element) -> str:
        return f"$$\n{node.astext()}\n$$"

    def _block_quote_block(self, node: nodes.Element) -> str:
        return _indented("> ", "\n\n".join(self.flow(node)), "> ")

    def _bullet_list_block(self, node: nodes.Element) -> str:
        return _listed(("- ", self.flow(element(item))) for item in node.children)

    _ul_block = _bullet_list_block

    def _enumerated_list_block(self, node: nodes.Element) -> str:
        items = enumerate(node.children, node.get("start", 1))
        return _listed((f"{n}. ", self.flow(element(item))) for n, item in items)

    def _label_block(self, node: nodes.Element) -> str:
        return _listed([("- ", self.flow(node))])

    def _definition_list_item_block(self, node: nodes.Element) -> str:
        told = [*node.findall(nodes.definition)]
        terms = [*node.findall(nodes.term, descend=True)]
        named = ", ".join(f"**{self.paragraph(term.children)}**" for term in terms)
        return _listed([("- ", [named, *(b for d in told for b in self.flow(d))])])

    _field_block = _definition_list_item_block

    def _field_list_block(self, node: nodes.Element) -> str:
        items = []
        for field in node.children:
            name, body = (element(child) for child in element(field).children)
            items.append(("- ", [f"**{name.astext()}**", *self.flow(body)]))
        return _listed(items)

    def _desc_signature_block(self, node: nodes.Element) -> str:
        return f"{'#' * min(self._depth + 1, 6)} {code(_signature(node))}"

    def _table_block(self, node: nodes.Element) -> str:
        rows = [[self._cell(e) for e in r.children] for r in node.findall(nodes.row)]
        rows.insert(1, ["---"] * len(rows[0]))
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _cell(self, entry: nodes.Node) -> str:
        text = " ".join(self.flow(element(entry))).replace("\n", " ")
        return text.replace("|", r"\|")


def _is_python(text: str) -> bool:
    """Say what Sphinx asks of code in no named language before it colours it."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _signature(node: nodes.Element) -> str:
    """Return how something is called, with its parentheses and commas."""
    if type(node).__name__ == "desc_parameterlist":
        return f"({', '.join(child.astext() for child in node.children)})"
    return "".join(
        child.astext() if isinstance(child, nodes.Text) else _signature(element(child))
        for child in node.children
    )


def _in_line(node: nodes.Node) -> bool:
    if isinstance(node, nodes.raw):
        return not is_block(node.astext())
    if type(node).__name__ == "HtmlTag":
        return kind(element(node)) in _IN_LINE
    if hasattr(_Writer, f"_{type(node).__name__}_block"):
        return False
    return isinstance(node, nodes.Text | nodes.Inline)


def _listed(items: Iterable[tuple[str, list[str]]]) -> str:
    made = [_indented(sign, _joined(blocks)) for sign, blocks in items]
    return ("\n\n" if any("\n\n" in item for item in made) else "\n").join(made)


def _joined(blocks: list[str]) -> str:
    """Put a list that ends an item right below its line."""
    return "".join(_spaced(blocks))


def _spaced(blocks: list[str]) -> Iterator[str]:
    for n, block in enumerate(blocks):
        below = n and block.startswith("- ") and "\n\n" not in block
        yield ("\n" if below else "\n\n" if n else "") + block


def _indented(sign: str, text: str, more: str = "") -> str:
    """Begin a text with a sign, and its other lines below the text."""
    begin = more or " " * len(sign)
    rows: list[Any] = (text or " ").split("\n")
    rows = [f"{begin}{row}".rstrip() if n else row for n, row in enumerate(rows)]
    return sign + "\n".join(rows)
