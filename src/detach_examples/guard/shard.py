"""A shard: one of several parts of some work, each for a machine of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_TEXT = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


@dataclass(frozen=True, order=True)
class Shard:
    """The part ``number`` of ``of``, counted from 1; written ``2/4``.

    >>> Shard.read("2/4").slice("abcdefg")
    ['b', 'f']
    """

    of: int
    number: int

    @classmethod
    def read(cls, text: str) -> Shard:
        """Read what a user typed.

        :raises ValueError: unless it is a number, a slash, and one not smaller.
        """
        match = _TEXT.fullmatch(text.strip())
        if not match or int(match[1]) > int(match[2]):
            raise ValueError(f"{text!r} names no part.")
        return cls(int(match[2]), int(match[1]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def name(self) -> str:
        """The part's name where a slash has another meaning."""
        return f"{self.number}-of-{self.of}"

    def slice(self, work: Sequence[T]) -> list[T]:
        """Return this part of some work: all parts together do each thing once."""
        return [*work[self.number - 1 :: self.of]]


def lacking(found: Iterable[Shard]) -> list[Shard]:
    """Return the parts that belong to those found, and are not among them.

    >>> [str(part) for part in lacking([Shard(3, 1), Shard(3, 3)])]
    ['2/3']
    """
    known = set(found)
    counts = sorted({part.of for part in known})
    whole = (Shard(of, number) for of in counts for number in range(1, of + 1))
    return [part for part in whole if part not in known]
