"""A Markdown twin of every page: ``lesson.md`` beside ``lesson.html``.

It is written whenever its page is, from the same tree: no script runs for it.
"""

from __future__ import annotations

import hashlib
import posixpath
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from docutils import nodes

from . import facts, fragment, inline, markdown

_LINK = '<link rel="alternate" type="text/markdown" href="{}">'
_FOOT = "Every output on this page came from {}.\nThe page with its drawings: <{}>\n"


def settings(app: Any) -> None:
    """Let Sphinx write all pages again where what writes their twins has changed."""
    rooms = (str(each.__file__) for each in (markdown, inline, fragment))
    held = b"".join(Path(room).read_bytes() for room in (*rooms, __file__))
    app.add_config_value("twin", hashlib.sha256(held).hexdigest(), "html")


def write(
    app: Any, page: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Write a page's twin, and name it in the page's head."""
    if doctree is None or app.builder.name != "html":
        return
    text = markdown.page(doctree, partial(_asset, app.builder))
    public = urljoin(app.config.html_baseurl, app.builder.get_target_uri(page))
    text += f"\n---\n\n{_FOOT.format(facts.built_with(), public)}"
    target = path(app, page)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists() or target.read_text("utf-8") != text:
        target.write_text(text, encoding="utf-8")
    name = quote(target.name)
    context["metatags"] = f"{context.get('metatags', '')}{_LINK.format(name)}\n"


def path(app: Any, page: str) -> Path:
    """Return where the twin of a page lies."""
    return Path(app.outdir) / f"{page}.md"


def _asset(builder: Any, node: nodes.Element) -> str:
    """Return where the page that is written now finds a picture or a download."""
    if isinstance(node, nodes.image):
        held = builder.images.get(node["uri"], node["uri"])
        return quote(posixpath.join(builder.imgpath, held))
    return quote(posixpath.join(builder.dlpath, node.get("filename", "")))
