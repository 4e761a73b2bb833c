"""The part of a page that stands in one line, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import cast

from docutils import nodes

from .fragment import address, code, markdown

#: Nodes that say nothing to a reader of text.
SKIPPED = {"comment", "index", "meta", "substitution_definition", "target", "colspec"}
SKIPPED |= {"button", "input"}
_ESCAPED = re.compile(
    r"[\\`*]|<(?=[a-zA-Z/!?])|(?<![^\W_])_|_(?![^\W_])|\](?=\()|&(?=#?\w+;)"
)
_BEGINS = re.compile(r"^(\d+)([.)])(?= |$)|^([-+>#|=~])(?=[ \-=#>]|$)", re.MULTILINE)


class Line:
    """Writes what stands in a line; a node without a method gives what is in it.

    :param asset: gives the address of a picture or of a download.
    """

    def __init__(self, asset: Callable[[nodes.Element], str]) -> None:
        self.asset = asset
        self._links: list[str] = []

    def paragraph(self, children: Iterable[nodes.Node]) -> str:
        """Return a text that begins no list, quotation or heading."""
        text = "".join(map(self._inline, children)).strip()
        text = re.sub(r"[ \t]*\n\s*", "\n", text)
        return _BEGINS.sub(_escaped_start, text)

    def _inline(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return _ESCAPED.sub(r"\\\g<0>", str(node))
        inner = element(node)
        name = kind(inner)
        if name in SKIPPED:
            return ""
        own = getattr(self, f"_{name}_inline", None)
        return own(inner) if own else self._inside(inner)

    def _inside(self, node: nodes.Element) -> str:
        return "".join(map(self._inline, node.children))

    def _literal_inline(self, node: nodes.Element) -> str:
        return code(node.astext())

    def _literal_strong_inline(self, node: nodes.Element) -> str:
        return f"**{self._inside(node)}**"

    _strong_inline = _literal_strong_inline

    def _emphasis_inline(self, node: nodes.Element) -> str:
        return f"*{self._inside(node)}*"

    def _math_inline(self, node: nodes.Element) -> str:
        return f"${node.astext()}$"

    def _reference_inline(self, node: nodes.Element) -> str:
        uri = node.get("refuri", "")
        fragment = f"#{node['refid']}" if "refid" in node else ""
        text = self._inside(node)
        return f"[{text}]({address(uri) + fragment})" if text.strip() else ""

    def _download_reference_inline(self, node: nodes.Element) -> str:
        return f"[{self._inside(node)}]({self.asset(node)})"

    def _image_inline(self, node: nodes.Element) -> str:
        # A picture without words adds nothing to the words beside it.
        alt = node.get("alt", "")
        return f"![{alt}]({self.asset(node)})" if alt else ""

    def _raw_inline(self, node: nodes.Element) -> str:
        """Keep a link that one raw node opens and another one closes."""
        text = node.astext()
        if node["format"] != "html":
            return ""
        if opens := re.match(r'<a [^>]*href="([^"]*)"[^>]*>$', text):
            self._links.append(address(opens[1]))
            return "["
        if text.strip() == "</a>" and self._links:
            return f"]({self._links.pop()})"
        before, after = (" " if text[at].isspace() else "" for at in (0, -1))
        return before + markdown(text) + after


def element(node: nodes.Node) -> nodes.Element:
    """Return a node as what it is: an element."""
    return cast(nodes.Element, node)


def kind(node: nodes.Element) -> str:
    """Return a node's kind; that of a tag is its name."""
    name = type(node).__name__
    return str(node["name"]) if name == "HtmlTag" else name


def _escaped_start(found: re.Match[str]) -> str:
    """Keep a line from looking like a list, a quotation or a heading."""
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"
