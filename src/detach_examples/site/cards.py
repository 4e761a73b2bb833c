"""Turn sphinx-gallery's thumbnails into cards: one link, a picture for each mode."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from ..palette import COLOURS

_INTRO = re.compile(r'tooltip="(?P<intro>.*?)"', re.DOTALL)
#: The list of all examples shows how each begins; its section shows more.
_SENTENCE = re.compile(r"(?<=[.?!]) ")
_BOX = re.compile(r'viewBox="\S+ \S+ (?P<width>[\d.]+) (?P<height>[\d.]+)"')


class Cards(SphinxTransform):
    """Runs when a page is read, before Sphinx collects its images."""

    default_priority = 500

    def apply(self, **_: Any) -> None:
        """Rebuild each card; drop what is only there for scripts we do not use."""
        for raw in list(self.document.findall(nodes.raw)):
            text = raw.astext()
            if "sg-tag-list" in text or "sphx-glr-thumbnails" in text:
                raw.parent.remove(raw)
            elif "sphx-glr-thumbcontainer" in text:
                self._card(raw)
            elif "sphx-glr-thumbnail-title" in text or text.strip() == "</div>":
                raw.parent.remove(raw)
        for note in list(self.document.findall(_is_download_note)):
            note.parent.remove(note)

    def _card(self, raw: nodes.raw) -> None:
        only = raw.next_node(descend=False, siblings=True)
        assert only is not None
        image = next(iter(only.findall(nodes.image)))
        paragraph = next(iter(only.findall(nodes.paragraph)))
        match = _INTRO.search(raw.astext())
        intro = unescape(match["intro"]) if match else ""
        card = nodes.container("", classes=["card"])
        card += [*self._images(image["uri"]), paragraph.deepcopy()]
        if self.env.docname == "gallery/index":
            intro = _SENTENCE.split(intro, 1)[0]
        card += nodes.paragraph("", intro, classes=["card-intro"])
        only.replace_self(card)
        raw.parent.remove(raw)

    def _images(self, uri: str) -> list[nodes.Node]:
        """Return the picture for light pages and, where it is ours, for dark ones."""
        path = Path(self.env.srcdir) / uri.lstrip("/")
        svg = path.read_text(encoding="utf-8") if path.suffix == ".svg" else ""
        how: dict[str, Any] = {"alt": "", "loading": "lazy", **size(svg)}
        light = nodes.image("", uri=uri, classes=["only-light"], **how)
        dark_svg = svg
        for colour in COLOURS.values():
            dark_svg = dark_svg.replace(colour.light, colour.dark)
        dark = path.with_stem(f"{path.stem}_dark")
        dark.write_text(dark_svg, encoding="utf-8")
        dark_uri = f"{uri.removesuffix(path.name)}{dark.name}"
        return [light, nodes.image("", uri=dark_uri, classes=["only-dark"], **how)]


def size(svg: str) -> dict[str, str]:
    """Return width and height of a drawing: a card keeps its place until it comes.

    >>> size('<svg viewBox="0 0 345.6 216" width="1pt">')
    {'width': '346', 'height': '216'}
    """
    found = _BOX.search(svg)
    if found is None:
        return {}
    return {name: str(round(float(found[name]))) for name in ("width", "height")}


def _is_download_note(node: nodes.Node) -> bool:
    classes = getattr(node, "attributes", {}).get("classes", [])
    return "sphx-glr-download-link-note" in classes
