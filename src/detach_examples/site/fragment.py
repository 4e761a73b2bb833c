"""Pieces of HTML as Markdown: drawings become their words, and widgets their text."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

_BLOCK = re.compile(
    r"\s*</?(?:details|pre|figure|div|form|table|svg|p|section|ul|noscript|detach-\w+)\b"
    r"|\s*<code>[^<]*\n"
)
#: What says nothing without JavaScript, or says it twice.
_DROPPED = re.compile(
    r"<(?P<tag>script|style|template|form|button|textarea|legend|label)\b.*?</(?P=tag)>"
    r'|<svg[^>]*class="narrow".*?</svg>|<p[^>]*\shidden>.*?</p>|</?span[^>]*>'
    r"|<p[^>]*role=\"status\"[^>]*></p>",
    re.DOTALL,
)
_DRAWING = re.compile(r'<svg[^>]*?aria-label="([^"]*)".*?</svg>', re.DOTALL)
_SHORT = re.compile(r"\s*<code>([^<\n]*)</code>\s*$")
_RUN = re.compile(r"`+")


def is_block(html: str) -> bool:
    """Say whether a piece of HTML stands for itself, not in a line."""
    return bool(_BLOCK.match(html))


def address(uri: str) -> str:
    """Return where a link of a page leads from its Markdown twin.

    >>> address("../lesson.html#lesson"), address("#here"), address("https://a.org/x.html")
    ('../lesson.md#lesson', '#here', 'https://a.org/x.html')
    """
    parts = urlsplit(uri)
    if parts.scheme or parts.netloc or not parts.path.endswith(".html"):
        return uri
    return parts._replace(path=f"{parts.path.removesuffix('.html')}.md").geturl()


def code(text: str) -> str:
    """Return code within a line.

    >>> code("a`b")
    '`` a`b ``'
    """
    text = " ".join(text.split("\n"))
    if "`" not in text:
        return f"`{text}`"
    return f"`` {text} ``"


def fenced(text: str, language: str) -> str:
    """Return a block of code, in a fence longer than any in it."""
    longest = max((len(run) for run in _RUN.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.strip(chr(10))}\n{fence}"


def markdown(html: str) -> str:
    """Return a piece of HTML as Markdown.

    >>> markdown('<figure><svg aria-label="x is a leaf"> </svg></figure>')
    'Drawing: x is a leaf'
    """
    from html import unescape

    if short := _SHORT.match(html):
        return code(unescape(short[1]))
    html = _DRAWING.sub(r"<p>Drawing: \1</p>", _DROPPED.sub("", html))
    if "<" not in html:
        return unescape(html).strip()
    return str(_converter().convert(html)).strip()


def _converter() -> Any:
    from markdownify import ATX, MarkdownConverter

    class Converter(MarkdownConverter):
        """Knows what the site's own HTML means."""

        def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
            return f"[{text.strip()}]({address(el.get('href', ''))})"

        def convert_code(self, el: Any, text: str, parent_tags: Any) -> str:
            whole = el.get_text()
            if "\n" in whole and "pre" not in parent_tags:
                return f"\n\n{fenced(whole, 'python')}\n\n"
            return text if "pre" in parent_tags else code(whole)

        def convert_summary(self, el: Any, text: str, parent_tags: Any) -> str:
            words = text.strip()
            return f"\n\n{words if chr(10) in words else f'**{words}**'}\n\n"

        def convert_figcaption(self, el: Any, text: str, parent_tags: Any) -> str:
            return f"\n\n{text.strip()}\n\n"

        def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
            program = el.find(attrs={"data-program": True})
            return f"\n\n{fenced(el.get_text(), 'python' if program else 'text')}\n\n"

    return Converter(heading_style=ATX, bullets="-", escape_underscores=False)
