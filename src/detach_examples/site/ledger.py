"""The ledger: every claim of the site, on what it was proven, and what it would catch.

``docs/_proofs.json`` holds what ``make mutants`` and ``make matrix`` found; the
statements are read from the pages themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ..guard.claims import Claim, claims
from .claim import anchor

_ROLE = re.compile(r":(?P<role>(?:py:)?[a-z]+):`(?P<text>[^`]+)`")
#: How many lies stand beside a claim; the matrix has them all.
_SHOWN = 3
_LITERAL = re.compile(r"``([^`]+)``")


class LedgerDirective(SphinxDirective):
    """``{ledger}`` lists the claims, by page; ``{ledger} lies`` shows the matrix."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the list; it is made anew in each build."""
        self.env.note_reread()
        root = Path(self.env.srcdir).parent
        proofs = read(root)
        shown = _lies(proofs) if self.arguments else _entries(claims(root), proofs)
        return self.parse_text_to_nodes("\n".join(shown))


def read(root: Path) -> dict[str, Any]:
    """Return what the last runs of the lies and of the versions found."""
    path = root / "docs/_proofs.json"
    proofs: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return proofs


def _entries(found: list[Claim], proofs: dict[str, Any]) -> Iterator[str]:
    yield f"{len(found)} claims on {len({claim.page for claim in found})} pages.\n"
    for page, stated in groupby(found, key=lambda claim: claim.page):
        # The README is no page of the site, and its claims have no other address.
        outside = "/" not in page and page.isupper()
        yield f"`{page}.md`\n" if outside else f"{{doc}}`/{page}`\n"
        for claim in stated:
            link = f"{{ref}}`{claim.name} <{anchor(claim.name)}>`"
            yield f"({claim.name})="
            yield f"- {as_myst(claim)}"
            yield f"  {claim.name if outside else link}"
            yield f"  {'; '.join(_told(claim.name, proofs))}\n"


def _told(name: str, proofs: dict[str, Any]) -> Iterator[str]:
    """Say on which versions a claim held, and which lies it catches."""
    held = [v for v, told in proofs["versions"].items() if name in told["held"]]
    if held:
        yield f"holds on torch {', '.join(held)}"
    lies = {
        lie: len(told["caught"])
        for lie, told in proofs["lies"].items()
        if name in told["caught"]
    }
    if lies:
        # A lie that few claims catch says most about this one.
        rarest = sorted(lies, key=lambda lie: lies[lie])
        more = f", or {len(lies) - _SHOWN} more" if len(lies) > _SHOWN else ""
        yield f"fails if {', if '.join(rarest[:_SHOWN])}{more}"
    elif name in proofs["idle"]:
        yield proofs["idle"][name]


def _lies(proofs: dict[str, Any]) -> Iterator[str]:
    yield f"{len(proofs['lies'])} lies, told on torch {proofs['torch']}.\n"
    for lie, told in proofs["lies"].items():
        caught = ", ".join(f"[{name}](#{name})" for name in told["caught"])
        yield f"{lie}\n: {len(told['caught'])}: {caught}\n"


def as_myst(claim: Claim) -> str:
    """Return a statement as Markdown; a script states it in reST."""
    if not claim.file.endswith(".py"):
        return claim.statement
    text = _ROLE.sub(r"{\g<role>}`\g<text>`", claim.statement)
    return _LITERAL.sub(r"`\1`", text)
