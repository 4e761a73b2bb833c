"""A picture that follows the page's colours and says in words what it shows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from html import escape

from .palette import COLOURS, variable

_PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_NOISE = re.compile(r"<metadata>.*?</metadata>|<title>.*?</title>|<!--.*?-->", re.S)
_ID = re.compile(r'(?<=\sid=")(?=[^"])|(?<=url\(#)|(?<=href="#)')

#: Pictures made since the last call of :func:`take`, for the page's thumbnail.
_made: list[Picture] = []


def tidy(svg: str) -> str:
    """Drop prologue, comments and titles; make every id unique to this SVG."""
    svg = _NOISE.sub("", _PROLOGUE.sub("", svg))
    mark = hashlib.sha256(svg.encode()).hexdigest()[:8]
    svg = _ID.sub(f"p{mark}-", svg)
    return re.sub(r"\n\s*\n+", "\n", svg).strip()


def _with_fallbacks(svg: str) -> str:
    """Give each colour its light value, for pages without the site's style sheet."""
    for name, colour in COLOURS.items():
        known = variable(name)
        svg = svg.replace(known, f"{known[:-1]}, {colour.light})")
    return svg


def _sized(svg: str, label: str, css_class: str) -> str:
    """Name the image for screen readers; its size is a limit, not a demand."""
    width = re.search(r'<svg[^>]*?\bwidth="([\d.]+)pt"', svg)
    style = f"max-width:{float(width[1]) * 4 / 3:.0f}px" if width else ""
    head = f'<svg role="img" aria-label="{escape(label)}" class="{css_class}"'
    svg = re.sub(r'\s(?:width|height)="[\d.]+pt"', "", svg, count=2)
    svg = _with_fallbacks(svg)
    return svg.replace("<svg", f'{head} style="{style}"', 1)


@dataclass(frozen=True)
class Picture:
    """An SVG for wide screens, maybe another for narrow ones, and its words.

    In a notebook or on a gallery page the last expression of a block shows it.

    :param wide: SVG text whose colours are CSS variables.
    :param alt: what the picture shows, for those who do not see it.
    :param caption: the picture's one message.
    :param narrow: SVG text for phones; ``wide`` is used where it is empty.
    :param widget: HTML that holds the picture, where there is more than it.
    """

    wide: str
    alt: str
    caption: str
    narrow: str = field(default="")
    widget: str = field(default="", repr=False)

    def _repr_html_(self) -> str:
        """Return the figure as HTML, or the widget that it stands in."""
        if self.widget:
            return self.widget
        images = [_sized(self.wide, self.alt, "wide" if self.narrow else "")]
        if self.narrow:
            images.append(_sized(self.narrow, self.alt, "narrow"))
        body = "\n".join(images)
        caption = f"<figcaption>{escape(self.caption)}</figcaption>"
        return f'<figure class="picture">\n{body}\n{caption}\n</figure>'

    def __repr__(self) -> str:
        return f"<picture: {self.caption}>"

    def standalone(self, mode: str) -> str:
        """Return the wide SVG as a file's text, coloured for a light or dark page."""
        colours = {name: getattr(c, mode) for name, c in COLOURS.items()}
        svg = self.wide
        for name, colour in colours.items():
            svg = svg.replace(variable(name), colour)
        return svg

    def document(self) -> str:
        """Return the wide SVG as a file that follows light and dark mode."""
        light, dark = (
            "".join(f"--de-{name}: {getattr(c, mode)};" for name, c in COLOURS.items())
            for mode in ("light", "dark")
        )
        style = (
            f"<style>svg {{{light}}} @media (prefers-color-scheme: dark)"
            f" {{svg {{{dark}}}}}</style>"
        )
        head = f'<svg role="img" aria-label="{escape(self.alt)}"'
        return re.sub(r"<svg([^>]*)>", rf"{head}\1>{style}", self.wide, count=1)


def keep(picture: Picture) -> Picture:
    """Remember a picture until the page takes it; return it."""
    _made.append(picture)
    return picture


def take() -> list[Picture]:
    """Return the pictures made since the last call, and forget them."""
    made = _made.copy()
    _made.clear()
    return made
