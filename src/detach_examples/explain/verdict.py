"""What became of a parameter's gradient, and which lines are to blame."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Cause(NamedTuple):
    """A line that took a gradient away.

    ``effect``: ``cut`` (no gradient is left), ``partial`` (gradient comes along
    another path) or ``zero`` (it is all exact zeros).
    """

    effect: str
    kind: str
    op: str
    file: str
    line: int
    code: str


@dataclass(frozen=True)
class Parameter:
    """What became of one parameter's gradient."""

    name: str
    status: str
    causes: list[Cause] = field(default_factory=list)
    certain: bool = True
    note: str = ""

    def data(self) -> dict[str, Any]:
        """Return the verdict as plain dicts and lists."""
        return {
            "name": self.name,
            "status": self.status,
            "certain": self.certain,
            "note": self.note,
            "causes": [c._asdict() for c in self.causes],
        }

    @classmethod
    def of(cls, data: dict[str, Any]) -> Parameter:
        """Return the verdict that :meth:`data` described."""
        return cls(**{**data, "causes": [Cause(**c) for c in data["causes"]]})
