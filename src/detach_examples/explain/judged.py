"""What the judged backward did: which leaves it reached, and with what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from .record import Holder, Place, Site, Value


class Named(NamedTuple):
    """A parameter of the user's, as it was at the judged call."""

    name: str
    holder: Holder
    requires_grad: bool


@dataclass(slots=True, eq=False, repr=False)
class Step:
    """A node of the backward graph and what passed through it.

    ``feeds``: per input of the forward operation, the step or leaf that its gradient
    goes to.  ``got`` and ``gave``: per gradient, whether it had an element other
    than zero; None where there was no gradient.
    """

    name: str
    sequence: int
    feeds: list[tuple[Step | Holder | None, int]] = field(default_factory=list)
    got: list[bool | None] = field(default_factory=list)
    gave: list[bool | None] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Judged:
    """Plain data about one backward call."""

    roots: list[Value]
    site: Site
    steps: list[Step] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    raised: BaseException | None = None
    later_error: tuple[str, Site] | None = None
    zeroing: list[Place] = field(default_factory=list)
    written: list[Value] = field(default_factory=list)
    doubt: str = ""

    def release(self) -> None:
        """Let go of all but the place; the report is made."""
        self.roots, self.steps, self.named, self.written = [], [], [], []
