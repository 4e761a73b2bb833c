"""Addresses that people have cited: what is published once is found for ever.

``docs/_published.txt`` holds them: pages, and on pages what has a link to cite it.
``make published`` adds what is new; a test demands that each is there, or has moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from . import moved

FILE = "docs/_published.txt"
_CITED = re.compile(
    r'class="(?:headerlink|cite)"[^>]*>?(?:<a [^>]*)? href="#([^"]+)"'
    r'|<(?:ul|li|span)\b[^>]* id="([^"]+)"'
)
#: Names that Sphinx and its gallery count or compose, and nobody cites.
_MADE = re.compile(r"id\d+$|sphx-glr-|index-\d+$|cmdoption")
_ID = re.compile(r' id="([^"]+)"')


def offered(site: Path) -> set[str]:
    """Return the addresses that a built site invites to cite."""
    found = set()
    for page, html in _pages(site):
        found.add(page)
        cited = {one or other for one, other in _CITED.findall(html)}
        found |= {f"{page}#{name}" for name in cited if not _MADE.match(name)}
    return found


def held(site: Path) -> set[str]:
    """Return every address of a built site, cited or not."""
    found = set()
    for page, html in _pages(site):
        found |= {page, *(f"{page}#{name}" for name in _ID.findall(html))}
    return found


def _pages(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8")
        if moved.MARK not in html:
            yield path.relative_to(site).as_posix().removesuffix(".html"), html


def read(root: Path) -> list[str]:
    """Return the published addresses of a project."""
    path = root / FILE
    return path.read_text("utf-8").splitlines() if path.exists() else []


def gone(root: Path, site: Path) -> list[str]:
    """Return the published addresses that lead nowhere and have not moved."""
    there, table = held(site), moved.read(root / "docs")
    led = {old for old in table if old not in there and "#" not in old}
    return [
        address
        for address in read(root)
        if address not in there | set(table) and address.partition("#")[0] not in led
    ]


def renew(root: Path) -> str:
    """Add what a built site offers to the list; say what, and what is gone."""
    site, old = root / "build/html", read(root)
    new = sorted({*old, *offered(site)})
    (root / FILE).write_text("".join(f"{row}\n" for row in new), encoding="utf-8")
    told = [f"+ {row}" for row in new if row not in set(old)]
    lost = gone(root, site)
    told += [f"gone: {row}; say where it moved in docs/{moved.FILE}" for row in lost]
    return "\n".join(told)
