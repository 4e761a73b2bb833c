"""A report's verdicts as HTML for a notebook or a page."""

from __future__ import annotations

from html import escape

from .cuts import KINDS
from .links import link
from .verdict import Cause, Parameter
from .wording import DO, DOUBT, advice, claim, verb, where


def group_html(group: list[Parameter], excepted: frozenset[str]) -> str:
    """Return the part on parameters that share one verdict.

    :param excepted: the names whose cut is meant to be there.
    """
    first = group[0]
    meant = " (excepted)" if first.name in excepted else ""
    names = ", ".join(f"<code>{escape(p.name)}</code>" for p in group)
    parts = [f"<p>{names} {escape(claim(first, len(group)))}{meant}.</p>"]
    for cause in first.causes:
        address = escape(link(cause.kind))
        title = escape(KINDS[cause.kind].title)
        named = f'<a href="{address}">{title}</a>' if address else title
        parts.append(
            f"<p>{verb(cause)} {named} at <strong>{_place_html(cause)}</strong></p>"
            f"<pre>{escape(cause.code)}</pre><p>{escape(' '.join(advice(cause)))}</p>"
        )
    extra = DO.get(first.status, "")
    note = f"Note: {first.note}." if first.note else ""
    doubt = "" if first.certain else DOUBT
    parts += [f"<p>{escape(t)}</p>" for t in (extra, note, doubt) if t]
    return f'<div class="flow-{first.status}">{"".join(parts)}</div>'


def _place_html(cause: Cause) -> str:
    """A long path breaks after its slashes."""
    return escape(where(cause)).replace("/", "/<wbr>")
