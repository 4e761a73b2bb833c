"""Warn of markup that was taken for text, and of text that was taken for a comment.

A mark that is missing or misplaced makes neither Markdown nor reST complain: the
reader sees what the writer typed, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from .finder import FOLDER

_LOG = logging.getLogger(__name__)
_MARKUP = re.compile(
    r"`|\*\*|:::|::$|^\.\. |\{[a-z:]+\}|\]\(|(?<!\w):(?:py:)?[a-z]+:(?=\w)|^#+ "
    r"|</?[a-z]+\b|^\[\^|\|\||~~~|\{\{",
    re.MULTILINE,
)
#: Nodes whose text is code, or made by a directive of ours.
_APART = (
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.comment,
    nodes.math,
    nodes.math_block,
    nodes.meta,
    addnodes.desc_signature,
)
#: How the comments begin that sphinx-gallery writes.
_OURS = (
    "DO NOT EDIT",
    "THIS FILE WAS",
    '"gallery/',
    "TO MAKE CHANGES",
    "GENERATED FROM PYTHON",
    "LINE NUMBERS ARE",
    "thumbnail-parent-div",
)


def warn(app: Any, doctree: nodes.document) -> None:
    """Look through a page that was read.

    The title of an error's page is a message, and quotes what torch quotes.
    """
    quotes = app.env.docname.startswith(f"{FOLDER}/")
    for node, what in found(doctree):
        if quotes and isinstance(node.parent, nodes.title):
            continue
        _LOG.warning("%s", what, location=_placed(node), type="detach")


def found(doctree: nodes.document) -> Iterator[tuple[nodes.Node, str]]:
    """Yield what shows its markup, and what does not show at all."""
    for text in doctree.findall(nodes.Text):
        if not any(isinstance(node, _APART) for node in _above(text)):
            match = _MARKUP.search(text.astext())
            if match:
                shown = text.astext()[max(match.start() - 20, 0) : match.end() + 20]
                yield text, f"markup shows as text: {shown!r}; mend it, or mark code"
    for comment in doctree.findall(nodes.comment):
        if not comment.astext().startswith(_OURS) and comment.astext().strip():
            shown = comment.astext()[:40]
            yield comment, f"a comment hides text: {shown!r}; a directive ends in ::"


def _above(node: nodes.Node) -> Iterator[nodes.Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _placed(node: nodes.Node) -> nodes.Node:
    """Return the nearest node above whose line is known."""
    for above in _above(node):
        if above.line is not None:
            return above
    return node.parent
