"""How a value hangs on parameters: with gradient, with zeros, or cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Mark(NamedTuple):
    """A parameter that lost its gradient at a line, and the kinds that are right.

    ``line`` is a parameter's name where its own flag is to blame, and the line that
    sets it is still to come.
    """

    parameter: str
    line: int | str
    kinds: str


@dataclass(frozen=True)
class Ties:
    """The paths from a value back to the parameters.

    ``flows``: the parameters at the end of a path with gradient.  ``zeros``: those
    of a path that gives exact zeros.  ``cuts``: those of a path without gradient.
    ``names``: what this is only another name of, and has not read.
    """

    flows: frozenset[str] = frozenset()
    zeros: frozenset[Mark] = frozenset()
    cuts: frozenset[Mark] = frozenset()
    names: frozenset[str] = frozenset()

    def __or__(self, other: Ties) -> Ties:
        return Ties(
            self.flows | other.flows,
            self.zeros | other.zeros,
            self.cuts | other.cuts,
            self.names | other.names,
        )

    def cut(self, line: int | str, kinds: str) -> Ties:
        """Return the ties behind a cut: of two on one path, the first is to blame."""
        lost = self.flows | {mark.parameter for mark in self.zeros}
        marks = {Mark(name, line, kinds) for name in lost}
        return Ties(cuts=self.cuts | marks, names=self.names)

    def zero(self, line: int | str, kinds: str) -> Ties:
        """Return the ties behind a line that makes zeros of every gradient."""
        marks = {Mark(name, line, kinds) for name in self.flows}
        return Ties(zeros=self.zeros | marks, cuts=self.cuts, names=self.names)


NONE = Ties()


def joined(*things: object) -> Ties:
    """Return the ties of anything that a name may hold."""
    found = NONE
    for thing in things:
        if isinstance(thing, Ties):
            found |= thing
        elif isinstance(thing, dict):
            found |= joined(*thing.values())
    return found
