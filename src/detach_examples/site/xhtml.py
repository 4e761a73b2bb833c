"""A page's body for a book: well-formed, at rest, in one colour mode.

What needs JavaScript is left out; what it would show stands there as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

_XHTML, _SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
_XMLNS = ("xmlns", "{http://www.w3.org/2000/xmlns/}")
_DROPPED = {"script", "template", "noscript", "button", "input", "textarea", "style"}
_DROPPED_CLASSES = {"narrow", "only-dark", "explorer-choices", "finder", "headerlink"}
_PLAIN = {"form": "div", "fieldset": "div", "legend": "p", "label": "p"}
#: Attributes that say something to scripts alone.
_LIVE = {"role", "aria-live", "disabled", "autocomplete", "tooltip", "download"}
_VARIABLE = re.compile(r"var\(--[\w-]+, (#\w+)\)")

Element = ElementTree.Element


def write(
    app: Any, page: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put the body of a page of the book into that form."""
    if app.builder.name == "epub" and doctree is not None:
        context["body"] = body(context["body"], page, app.config.html_baseurl)


def body(html: str, page: str = "", public: str = "") -> str:
    """Return HTML as XHTML for a book.

    >>> body("<p hidden>no</p><detach-quiz><br>yes</detach-quiz>")
    '<div><br />yes</div>'
    """
    import html5lib

    root = html5lib.parseFragment(html, treebuilder="etree")
    _tidy(root)
    for link in root.iter(f"{_XHTML}a"):
        link.set("href", _address(link.get("href", ""), page, public))
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return "".join([root.text or "", *map(_text, _named(root))])


def _tidy(parent: Element) -> None:
    """Leave out what does not belong into a book, below an element."""
    before: Element | None = None
    for child in list(parent):
        if not isinstance(child.tag, str) or _left_out(child):
            _keep_tail(parent, before, child)
            parent.remove(child)
            continue
        before = child
        name = child.tag.removeprefix(_XHTML)
        if child.tag.startswith(_XHTML):
            plain = "div" if "-" in name else _PLAIN.get(name, name)
            child.tag = f"{_XHTML}{plain}"
        _attributes(child)
        _tidy(child)


def _left_out(child: Element) -> bool:
    classes = set(child.get("class", "").split())
    named = child.tag.removeprefix(_XHTML) in _DROPPED
    return named or "hidden" in child.attrib or bool(classes & _DROPPED_CLASSES)


def _keep_tail(parent: Element, before: Element | None, child: Element) -> None:
    tail = child.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _attributes(child: Element) -> None:
    drawing = child.tag.startswith(_SVG)
    for name, value in list(child.attrib.items()):
        live = name in _LIVE and not (name == "role" and value == "img")
        if live or name.startswith(_XMLNS):
            del child.attrib[name]
        elif drawing:
            child.set(name, _VARIABLE.sub(r"\1", value))


def _address(uri: str, page: str, public: str) -> str:
    """Return where a link leads from the book: to its pages, or to the site."""
    parts = urlsplit(uri)
    if parts.scheme or not parts.path:
        return uri
    if parts.path.endswith(".html"):
        return parts._replace(path=f"{parts.path.removesuffix('html')}xhtml").geturl()
    return uri if parts.path.endswith(".xhtml") else urljoin(urljoin(public, page), uri)


def _named(root: Element) -> Iterator[Element]:
    """Yield the children, their names as a page of a book writes them."""
    for element in root.iter():
        space, brace, name = element.tag.partition("}")
        if brace:
            element.tag = name
            if name in {"svg", "math"}:
                element.set("xmlns", space[1:])
    yield from root


def _text(element: Element) -> str:
    return ElementTree.tostring(element, "unicode")
