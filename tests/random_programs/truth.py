"""The verdicts that a program's text demands of a report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .reading import Reader
from .ties import Mark, joined

#: Kinds of which nothing is told where gradient comes another way.
_COPIES = {"deepcopy", "setattr", "state_dict"}


class Blame(NamedTuple):
    """A line to blame, and the kinds that are right."""

    effect: str
    line: int
    kinds: frozenset[str]


class Verdict(NamedTuple):
    """What became of a parameter's gradient; ``statuses``: either is right."""

    statuses: frozenset[str]
    blames: frozenset[Blame] = frozenset()


def truth_of(text: str) -> dict[str, Verdict]:
    """Return the verdict on each parameter of a program."""
    read = Reader(text)
    return {name: _verdict(read, name) for name in read.leaves}


def _verdict(read: Reader, name: str) -> Verdict:
    loss, leaf = joined(read.globals["loss"]), read.leaves[name]
    if leaf.state == "frozen":
        return _one("frozen")
    cuts = _blames(read, "cut", loss.cuts, name)
    zeros = _blames(read, "zero", loss.zeros, name)
    beside = [b._replace(effect="partial") for b in cuts if not b.kinds & _COPIES]
    if name in loss.flows:
        return _one("flows", beside)
    if zeros:
        return _one("zero", [*zeros, *beside])
    if cuts:
        return _one("cut", cuts)
    if leaf.read:
        return _one("unreached")
    # Whether another name of a parameter is a use of it is anybody's guess.
    return Verdict(frozenset(["unused", "unreached"] if leaf.named else ["unused"]))


def _one(status: str, blames: Iterable[Blame] = ()) -> Verdict:
    return Verdict(frozenset([status]), frozenset(blames))


def _blames(
    read: Reader, effect: str, marks: Iterable[Mark], name: str
) -> frozenset[Blame]:
    return frozenset(
        Blame(effect, _line(read, mark), frozenset(mark.kinds.split("|")))
        for mark in marks
        if mark.parameter == name
    )


def _line(read: Reader, mark: Mark) -> int:
    if isinstance(mark.line, int):
        return mark.line
    since = read.leaves[mark.line].since
    assert since is not None, f"{mark.line} is never switched on"
    return since
