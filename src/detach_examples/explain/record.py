"""What ran: values, the operations that made them, and where.  Readable without torch.

A *value* is what one tensor held between two writes.  Each operation ties the
values that it read to those that it made, whether or not autograd did.
"""

from __future__ import annotations

import linecache
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from .source import statement_line


class Place(NamedTuple):
    """A line, as cheaply as it can be kept while a program runs.

    ``inner`` is where library code, called from there, did the work.
    """

    code: CodeType
    instruction: int
    inner: Place | None = None

    def line(self) -> int:
        """Return the line of the instruction."""
        for start, end, line in self.code.co_lines():
            if start <= self.instruction < end and line is not None:
                return line
        return self.code.co_firstlineno


class Site(NamedTuple):
    """A line of the program: file, number and text of its statement's first line."""

    file: str
    line: int
    code: str

    @classmethod
    def at(cls, file: str, line: int) -> Site:
        """Return the first line of the statement that covers ``line``."""
        first = statement_line(file, line)
        return cls(file, first, linecache.getline(file, first).strip())

    @classmethod
    def of(cls, place: Place | Site) -> Site:
        """Resolve a place."""
        if isinstance(place, Site):
            return place
        return cls.at(place.code.co_filename, place.line())


def shown(file: str) -> str:
    """Return a file's path as a reader knows it: from the working folder.

    A notebook's cell has no name that a reader would know.
    """
    if "ipykernel_" in file:
        return "cell"
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except ValueError:
        return file


@dataclass(slots=True, eq=False, repr=False)
class Holder:
    """A tensor, as long as it is known by one name: its values follow each other.

    ``switched_off`` and ``switched_on`` are the places that last changed whether
    it requires grad.  ``arrival`` says what the judged backward brought it:
    ``"some"``, ``"zeros"``, or None for no gradient.
    """

    leaf: bool = False
    parameter: bool = False
    read: bool = False
    switched_off: Place | None = None
    switched_on: Place | None = None
    hooks: list[Place] = field(default_factory=list)
    arrival: str | None = None
    requires_grad: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Value:
    """What a tensor held, until the next write.

    ``hot``: it depends on something that may train.  ``alias``: the value whose
    storage it shares, where it was not computed; ``severed`` says what cut them apart.
    ``storage`` is the address, 0 where there is none.
    """

    maker: Op | None
    holder: Holder
    requires_grad: bool = False
    hot: bool = False
    alias: Value | None = None
    severed: str = ""
    storage: int = 0
    discrete: bool = False
    shape: tuple[int, ...] = ()

    def mark_read(self) -> None:
        """Note that the value was read; for an alias, also what it is a name of."""
        value: Value | None = self
        while value is not None:
            value.holder.read = True
            value = value.alias


class Use(NamedTuple):
    """A value that an operation read, and whether it required grad then.

    ``off``: for a leaf that did not, the place that had switched it off.
    """

    value: Value
    requires_grad: bool
    off: Place | None = None


@dataclass(slots=True, eq=False, repr=False)
class Op:
    """One call.  ``kind`` names the cut that it makes by its nature, if any.

    ``tracked``: autograd was recording.  ``switch`` is what had turned it off.
    ``updates``: the use that it writes over, in place.  ``blocked``: uses that its
    backward gave nothing to.  ``forgotten``: its inputs were dropped to bound memory.
    """

    number: int
    name: str
    uses: list[Use]
    place: Place
    kind: str = ""
    role: str = ""
    tracked: bool = True
    switch: Place | Site | None = None
    switch_kind: str = "no_grad"
    updates: Value | None = None
    blocked: set[int] = field(default_factory=set)
    forgotten: bool = False
    thread: int = 0
    sequence: int = -1

    def carries(self, index: int, made: Value) -> bool:
        """Say whether gradient passes from the made value back to that use."""
        value, requires_grad, _ = self.uses[index]
        if value is self.updates:
            # Autograd goes on with the old history, also where it does not record.
            return value.holder.leaf or (requires_grad and made.requires_grad)
        return (
            self.tracked
            and requires_grad
            and made.requires_grad
            and index not in self.blocked
        )
