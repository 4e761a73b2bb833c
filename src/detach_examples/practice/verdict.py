"""What came of a check: solved or not, and what to tell the reader."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Verdict:
    """Solved, or what is wrong and in which line of the reader's file.

    :param what: one sentence; empty when solved.
    :param line: the line, or 0 where the fault has none.
    """

    solved: bool
    what: str = ""
    line: int = 0

    def json(self) -> str:
        """Return the text that the checking process hands over."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Verdict:
        """Return what :meth:`json` wrote.

        >>> Verdict.read(Verdict(False, "w.grad is None", 7).json()).line
        7
        """
        return cls(**json.loads(text))
