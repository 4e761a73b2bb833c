"""A lie: what torch is made to do otherwise, and the page that teaches the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Lie:
    """``words``: a page whose source has none of them cannot meet the lie."""

    tell: Patch
    taught: str
    words: tuple[str, ...]


def method(owner: Any, name: str, lie: Callable[..., Any]) -> Patch:
    """Return a patch of one attribute."""
    return lambda patch: patch.setattr(owner, name, lie)


def attribute(owner: Any, name: str, read: Callable[[Any], Any]) -> Patch:
    """Return a patch of how one attribute is read; writing stays as it is."""
    real = getattr(owner, name)

    def write(self: Any, value: Any) -> None:
        real.__set__(self, value)

    return lambda patch: patch.setattr(owner, name, property(read, write))
