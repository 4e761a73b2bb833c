"""A problem as its file tells it: a question, a program, and what to choose from.

A file never says which option is right: :mod:`detach_examples.quiz.verdict` runs
them to find out.
"""

from __future__ import annotations

import hashlib
import textwrap
from dataclasses import dataclass

from ..guard.faults import Fault
from ..guard.golden import Unsound

#: What stands in a program for the reader's choice.
BLANK = "___"
LEVELS = ("easy", "medium", "hard")
#: Each kind, and the key by which an option says what the reader chooses.
KINDS = {
    "concept": "text",
    "predict": "text",
    "fill": "code",
    "bug": "code",
    "tool": "code",
    "debug": "code",
    "memory": "code",
}


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


@dataclass(frozen=True)
class Option:
    """What a reader can choose, and why it does what it does.

    ``shown`` is code, an output or a statement; ``replace`` is the line of the
    program that the code takes the place of; ``proof`` decides a statement;
    ``line`` is where the option begins in its file.
    """

    shown: str
    why: str
    replace: str
    proof: str
    line: int

    @property
    def key(self) -> str:
        """A name that stays while the option says the same."""
        return f"o{_digest(self.replace, self.shown)[:7]}"


@dataclass(frozen=True)
class Problem:
    """One problem; ``file`` is relative to the project."""

    file: str
    name: str
    title: str
    kind: str
    level: str
    question: str
    program: str
    goal: str
    hints: tuple[str, ...]
    mistakes: tuple[str, ...]
    more: tuple[str, ...]
    options: tuple[Option, ...]

    def fault(self, what: str, do: str, line: int = 1) -> Unsound:
        """Return the error that refuses this problem."""
        return Unsound(Fault(self.file, line, what, do))

    @property
    def shuffled(self) -> list[Option]:
        """The options in an order that tells nothing, and is always the same."""
        return sorted(self.options, key=lambda option: _digest(self.name, option.key))

    def filled(self, option: Option) -> str:
        """Return the program with an option in its place."""
        place = option.replace or BLANK
        rows = self.program.splitlines()
        for at, row in enumerate(rows):
            if row.strip() == place:
                indent = row[: len(row) - len(row.lstrip())]
                rows[at] = textwrap.indent(option.shown, indent)
            elif not option.replace:
                rows[at] = row.replace(BLANK, option.shown)
        return "\n".join(rows) + "\n"
