"""Write a page again when what it shows of other pages changed.

Sphinx reads and writes a page when its source changed.  Its sidebar, its neighbours
below the text and its links also show titles of other pages, which it leaves stale;
and of a link whose end was removed it would say nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sphinx import addnodes
from sphinx.util import docname_join

from . import navigation
from .noted import noted

#: How Sphinx calls what a link is to, and where MyST keeps a heading's name.
_END, _HEADING, _HEADINGS = "reftarget", "reftargetid", "myst_slugs"


def note(app: Any, doctree: Any) -> None:
    """Keep to what a page links, while the links are names."""
    links = doctree.findall(addnodes.pending_xref)
    ends = {(str(link.get(_END)), str(link.get(_HEADING))) for link in links}
    noted(app.env, "links")[app.env.docname] = sorted(ends)


def forget(_app: Any, env: Any, page: str) -> None:
    """Drop what was noted of a page that is read again, or gone."""
    noted(env, "links").pop(page, None)


def changed(app: Any, env: Any) -> list[str]:
    """Return the pages that show something else of others than when last written."""
    seen = getattr(env, "detach_shown", {})
    bar, neighbours = navigation.sidebar(app), env.collect_relations()
    env.detach_shown = {
        page: _digest([bar.tree(page), *_around(env, page, neighbours), *ends])
        for page, links in noted(env, "links").items()
        for ends in [[str([*_ends(env, page, *link)]) for link in links]]
    }
    return [page for page, mark in env.detach_shown.items() if seen.get(page) != mark]


def _around(env: Any, page: str, neighbours: dict[str, list[str | None]]) -> list[str]:
    """Return the names and titles of what is above, before and after a page."""
    named = [other for other in neighbours.get(page, []) if other]
    return [f"{other} {env.titles[other].astext()}" for other in named]


def _ends(env: Any, page: str, end: str, heading: str) -> Iterator[Any]:
    """Yield what a name can mean: a page, one of its headings, a label, an object."""
    other = docname_join(page, end)
    if other in env.titles:
        yield env.titles[other].astext()
        yield env.metadata[other].get(_HEADINGS, {}).get(heading)
    standard = env.domains.standard_domain
    yield standard.labels.get(end), standard.anonlabels.get(end)
    yield standard._terms.get(end.lower())
    yield env.domains.python_domain.objects.get(end)


def _digest(told: list[str]) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
