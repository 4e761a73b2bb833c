"""Keep a script's pictures for its thumbnail and for pages that show them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .. import picture

_TAG = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r"#([\w.-]+)")
_NAME = re.compile(
    r' (?:id="(?P<id>[^"]*)"|class="[^"]*"|text-anchor="start"|xml:space="preserve")'
)
_DIGITS = re.compile(r"(?<![\d.])([1-9]\d*)(?:(\.[1-9])\d*|\.0\d*)")


def scrape(_block: Any, block_vars: dict[str, Any], _conf: Any) -> str:
    """Write each new picture beside the page: a light file, a dark one, the figure.

    The figure itself comes into the page as the block's last expression, so
    nothing is added here.  Named in conf.py by a string.
    """
    for made in picture.take():
        path = Path(next(block_vars["image_path_iterator"]))
        drawn = thin(made.standalone("light"))
        path.with_suffix(".svg").write_text(drawn, encoding="utf-8")
        path.with_suffix(".html").write_text(made._repr_html_(), encoding="utf-8")
    return ""


def thin(svg: str) -> str:
    """Leave out what a small picture does not show: a list loads many of them.

    Names that nothing refers to go, and digits below a tenth of a point.

    >>> thin('<g id="a" class="node"><text id="b" x="81.25" y="40.01">3.14</text></g>')
    '<g><text x="81.2" y="40">3.14</text></g>'
    >>> thin('<path id="a" transform="scale(0.015625)"/><use href="#a"/>')
    '<path id="a" transform="scale(0.015625)"/><use href="#a"/>'
    """
    used = set(_REFERENCE.findall(svg))

    def thinner(tag: re.Match[str]) -> str:
        named = _NAME.sub(lambda name: name[0] if name["id"] in used else "", tag[0])
        return _DIGITS.sub(r"\1\2", named)

    return _TAG.sub(thinner, svg)


class PictureDirective(SphinxDirective):
    """``{picture} section/stem`` shows the first picture that a script made."""

    required_arguments = 1
    option_spec = {"number": int}

    def run(self) -> list[nodes.Node]:
        """Return the figure, and make the page depend on it."""
        section, _, stem = self.arguments[0].rpartition("/")
        number = self.options.get("number", 1)
        name = f"sphx_glr_{stem}_{number:03}.html"
        path = Path(self.env.srcdir) / "gallery" / section / "images" / name
        self.env.note_dependency(str(path))
        if not path.exists():
            pattern = self.config.sphinx_gallery_conf["filename_pattern"]
            if not re.search(pattern, f"/{self.arguments[0]}.py"):
                return []  # the build of one page, which runs no other script
            message = f"gallery/{self.arguments[0]}.py makes no picture {number}"
            return [self.state_machine.reporter.warning(message, line=self.lineno)]
        return figure(path.read_text(encoding="utf-8"))


def figure(html: str) -> list[nodes.Node]:
    """Return a picture for a page; formats other than HTML get its words."""
    label = re.search(r'aria-label="([^"]*)"', html)
    text = label[1] if label else ""
    return [nodes.raw("", html, format="html"), nodes.raw("", text, format="text")]
