"""An error that backward itself raises: which line made, freed or edited the tensor."""

from __future__ import annotations

import re

from .judged import Judged
from .record import Op, Site, Value, shown

_TWICE = "backward through the graph a second time"
_VERSION = re.compile(
    r"\[[^\]]*\[(?P<shape>[\d, ]*)\]\]"
    r"(?:, which is output (?P<number>\d+) of (?P<node>\w+?)\d*,)?"
    r" is at version (?P<is>\d+); expected version (?P<was>\d+)"
)


def explain_failure(judged: Judged | None, before: Site | None) -> str:
    """Return what an error that backward raised comes from, or nothing.

    :param before: the backward before the one that raised.
    """
    if judged is not None and judged.raised is not None:
        return _explain(str(judged.raised), judged, before)
    if judged is not None and judged.later_error is not None:
        message, site = judged.later_error
        if _TWICE in message:
            return f"The later backward at {_at(site)}: {_second_time(before)}"
    return ""


def _explain(message: str, judged: Judged, before: Site | None) -> str:
    if "does not require grad" in message:
        return _no_history(judged)
    if _TWICE in message:
        return _second_time(before)
    if found := _VERSION.search(message):
        return _edited(found, judged)
    return ""


def _at(site: Site) -> str:
    return f"{shown(site.file)}:{site.line} ({site.code})"


def _no_history(judged: Judged) -> str:
    maker = judged.roots[0].maker if judged.roots else None
    if maker is None:
        return "The loss has no history: it was made outside of autograd."
    return f"The loss has no history: it was made by {maker.name} at {_of(maker)}."


def _second_time(freed: Site | None) -> str:
    if freed is None:
        return "A part of the graph was freed by an earlier backward."
    return (
        f"The graph was freed by the backward at {_at(freed)}. Detach what is carried"
        " over, or add the losses and call backward once."
    )


def _of(op: Op) -> str:
    return _at(Site.of(op.place))


def _edited(found: re.Match[str], judged: Judged) -> str:
    """Find the in-place write behind a version mismatch."""
    shape = tuple(int(n) for n in found["shape"].split(",") if n.strip())
    node = (found["node"] or "").removesuffix("Backward").lower()
    # What was saved may be a view of what was edited, such as its transpose.
    like = sorted(shape)
    same = [v for v in judged.written if sorted(_origin(v).shape) == like]
    exact = [v for v in same if node and _same(_first_maker(v), node)]
    writes = [v.maker for v in exact or same if v.maker is not None]
    writes.sort(key=lambda op: op.number)
    if not writes:
        return ""
    told = f"The tensor was edited in place by {writes[-1].name} at {_of(writes[-1])}"
    saved = _origin(exact[-1]).maker if exact else None
    if saved is not None:
        told += f", after {saved.name} at {_of(saved)} had saved it for backward"
    return f"{told}. Edit a clone, or use the form that makes a new tensor."


def _origin(value: Value) -> Value:
    """Return what a storage held before all writes, by its first name."""
    while True:
        op = value.maker
        before = op.updates if op is not None and op.updates else value.alias
        if before is None:
            return value
        value = before


def _first_maker(value: Value) -> str:
    maker = _origin(value).maker
    return maker.name if maker is not None else ""


def _same(name: str, node: str) -> bool:
    return name.strip("_").replace("_", "") == node.replace("_", "")
