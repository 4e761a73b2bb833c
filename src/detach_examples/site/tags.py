"""A node that becomes one HTML tag: for forms, and what docutils has no node for."""

from __future__ import annotations

from typing import Any

from docutils import nodes


class HtmlTag(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """A tag with its ``name``, its ``given`` attributes and its children."""


def tag(name: str, /, *children: nodes.Node, **given: str) -> HtmlTag:
    """Return a tag; ``data_x`` gives it ``data-x``, and ``class_`` its ``class``."""
    attributes = {k.rstrip("_").replace("_", "-"): v for k, v in given.items()}
    return HtmlTag("", *children, name=name, given=attributes)


def visit(writer: Any, node: HtmlTag) -> None:
    """Open the tag; no space is added after it."""
    writer.body.append(writer.starttag(node, node["name"], "", **node["given"]))


def depart(writer: Any, node: HtmlTag) -> None:
    """Close the tag, where it is one that is closed."""
    if node["name"] != "input":
        writer.body.append(f"</{node['name']}>")


def skip(_writer: Any, _node: HtmlTag) -> None:
    """Leave the tag out and its text in, where there is no HTML."""
