"""Cards to recall by: all of them on one page, and beside it as files to take along.

The page is complete as it is served; ``recall.js`` shows one card at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.highlighting import PygmentsBridge
from sphinx.util.docutils import SphinxDirective

from ..guard.claims import Claim, pages
from ..guard.script import scripts
from ..recall import exports
from ..recall.cards import ERRORS, Card, cards
from .ledger import as_myst
from .order import LearningOrder, section_order

#: The files beside the page, and what writes each.
FILES = {"cards.csv": exports.table, "cards-anki.txt": exports.anki}
_EXPORTS = "recall-files"
_WRAPPED = re.compile(r"</?(?:div|pre)[^>]*>|<span></span>")
#: Names, punctuation and blanks have the colour of all code: half of the elements.
_PLAIN = re.compile(r'<span class="(?:n|p|w)">([^<]*)</span>')


class CardsDirective(SphinxDirective):
    """``{cards}`` shows all cards, deck by deck, and makes the files of them."""

    def run(self) -> list[nodes.Node]:
        """Return the cards; the page follows the claims, the scripts and the errors."""
        root = Path(self.env.srcdir).parent
        for path in sources(root):
            self.env.note_dependency(str(path))
        # Read this page again when one of those comes or goes.
        self.env.glob_toctrees.add(self.env.docname)
        found = sorted(cards(root), key=lambda card: place(card, root))
        told = {card.name: _Told([*self._said(card)]) for card in found}
        shown = nodes.raw("", "".join(self._decks(found, told, root)), format="html")
        rows = [self._row(card, told[card.name]) for card in found]
        shown[_EXPORTS] = {name: write(rows) for name, write in FILES.items()}
        return [shown]

    def _said(self, card: Card) -> Iterator[nodes.Node]:
        """Yield the paragraphs of a back, whose links are for the page itself."""
        for text in card.said:
            claim = Claim(card.name, text, card.page, card.file, 0)
            yield from self.parse_text_to_nodes(as_myst(claim))

    def _decks(
        self, found: list[Card], told: dict[str, _Told], root: Path
    ) -> Iterator[str]:
        yield '<detach-recall>\n<details class="recall-all" open>\n'
        yield f"<summary>All {len(found)} cards</summary>\n"
        for deck, held in groupby(found, key=lambda card: card.deck):
            yield f'<section class="recall-deck" id="deck-{deck}">\n'
            yield f"<h3>{escape(title(deck, root))}</h3>\n"
            for card in held:
                yield _as_html(card, told[card.name].html, self._address(card))
            yield "</section>\n"
        yield "</details>\n</detach-recall>\n"

    def _address(self, card: Card) -> str:
        here, builder = self.env.docname, self.env.app.builder
        uri: str = builder.get_relative_uri(here, card.page)
        return _with_anchor(uri, card)

    def _row(self, card: Card, told: _Told) -> exports.Row:
        base = self.config.html_baseurl
        uri = self.env.app.builder.get_target_uri(card.page)
        link = _with_anchor(urljoin(base, uri), card)
        tags = (card.deck, card.page.rpartition("/")[2])
        asked = card.name, card.question, card.front, card.shown
        return exports.Row(*asked, told.text, told.html, link, tags)


class _Told:
    """What a back says, in two forms."""

    def __init__(self, paragraphs: list[nodes.Node]) -> None:
        self.html = "".join(f"<p>{_html(p)}</p>" for p in paragraphs)
        self.text = "\n\n".join(_text(p) for p in paragraphs)


def _html(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return escape(node.astext(), quote=False)
    inside: str = "".join(map(_html, node.children))
    return f"<code>{inside}</code>" if isinstance(node, nodes.literal) else inside


def _text(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return str(node.astext())
    inside = "".join(map(_text, node.children))
    return f"`{inside}`" if isinstance(node, nodes.literal) else inside


def _as_html(card: Card, said: str, address: str) -> str:
    """Return a card: what is asked is its summary, which may hold no block."""
    where = card.name if card.anchor else "All causes, and the fix"
    shown = f'<pre class="highlight">{_coloured(card.shown, card)}</pre>\n'
    code = _coloured(card.front, card) if card.shown else escape(card.front)
    return (
        f'<details class="recall-card" id="{card.name}">\n'
        f"<summary><span>{card.question}</span>"
        f'<code class="highlight">{code}</code></summary>\n'
        f'<div class="recall-back">\n{shown if card.shown else ""}{said}\n'
        f'<p class="cite"><a href="{escape(address)}">{where}</a></p></div>\n'
        "</details>\n"
    )


def _coloured(text: str, card: Card) -> str:
    """Return code in colours; output stands plain, as on its page."""
    if not card.prompts and text == card.shown:
        return escape(text, quote=False)
    language = "pycon" if card.prompts else "python"
    made: str = PygmentsBridge("html").highlight_block(text, language)
    return _PLAIN.sub(r"\1", _WRAPPED.sub("", made)).rstrip("\n")


def _with_anchor(address: str, card: Card) -> str:
    return f"{address}#{card.anchor}" if card.anchor else address


def sources(root: Path) -> list[Path]:
    """Return the files that cards are made of, and the modules that make them."""
    generated = (root / f"docs/gallery/{script.page}.rst" for script in scripts(root))
    written = [script.path for script in scripts(root)]
    here = Path(__file__)
    modules = [here, *(here.parents[1] / "recall").glob("*.py")]
    return [*pages(root), *written, *generated, *modules]


def place(card: Card, root: Path) -> tuple[int, tuple[int, str], int]:
    """Return a card's place: the gallery as it is learned, the pages, the errors."""
    stem = card.page.rpartition("/")[2]
    if card.file.startswith("gallery/"):
        learned = _learned(root / "gallery" / card.deck)
        return 0, section_order(card.deck), learned(f"{stem}.py")
    kind = 2 if card.deck == ERRORS else 1
    return kind, (0, card.deck), 0 if card.anchor else 1


@cache
def _learned(section: Path) -> LearningOrder:
    return LearningOrder(str(section))


def title(deck: str, root: Path) -> str:
    """Return a deck's title: that of its section, its page, or its folder."""
    if deck == ERRORS:
        return "Error messages"
    section = root / "gallery" / deck / "GALLERY_HEADER.rst"
    if section.is_file():
        return section.read_text("utf-8").partition("\n")[0]
    page = root / "docs" / f"{deck}.md"
    page = page if page.is_file() else root / "docs" / deck / "index.md"
    if not page.is_file():
        return deck.replace("_", " ").capitalize()
    rows = page.read_text("utf-8").splitlines()
    return next(row for row in rows if row.startswith("# ")).removeprefix("# ")


def write(
    app: Any, page: str, _template: str, _context: dict[str, Any], doctree: Any
) -> None:
    """Write the files beside a page that has cards, whenever it is written."""
    if app.builder.name != "html":
        return
    for node in doctree.findall(nodes.raw) if doctree else ():
        for name, text in node.get(_EXPORTS, {}).items():
            target = Path(app.outdir) / Path(page).parent / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
