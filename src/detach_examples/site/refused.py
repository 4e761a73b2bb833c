"""What ends Sphinx before it reads a page."""

from __future__ import annotations

from ..guard.faults import Fault


class Refused(SystemExit):
    """Ends Sphinx before it reads a page; carries the faults.

    A subclass of SystemExit, because Sphinx turns every Exception of a handler
    into a report of its own internals.
    """

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(1)
        self.faults = faults
