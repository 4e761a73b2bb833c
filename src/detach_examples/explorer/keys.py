"""What the parts of a drawing are called, in every combination alike.

A variable is called by its name, an operation by its statement and its place in
it: where a statement runs otherwise, what it has in common keeps its key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from torch import Tensor

from ..explain.record import Op, Site, Value

if TYPE_CHECKING:
    from ..explain.tracer import Tracer


class Keys:
    """The keys of one run's values and operations.

    :param variables: the tensors of the program, by name.
    :param starts: the first line of each statement.
    """

    def __init__(
        self, tracer: Tracer, variables: Mapping[str, Tensor], starts: list[int]
    ) -> None:
        self._starts = starts
        self.values: dict[str, Value] = {}
        for name, tensor in variables.items():
            value: Value | None = tracer.uses.of(tensor).value
            self.values[name] = tracer.uses.of(tensor).value
            before = 0
            while value is not None and value.maker is not None:
                value = value.maker.updates
                if value is not None:
                    before += 1
                    self.values[f"{name} {before} before"] = value

    def statement(self, op: Op) -> int:
        """Return the number of the statement that ran an operation."""
        place = op.place
        line = place.line if isinstance(place, Site) else place.line()
        return sum(start <= line for start in self._starts) - 1

    def of_operations(self, ops: list[Op]) -> dict[int, str]:
        """Return the keys of operations, given in the order in which they ran."""
        met: Counter[str] = Counter()
        keys = {}
        for op in ops:
            key = f"{self.statement(op)} {op.name}"
            met[key] += 1
            keys[id(op)] = f"{key} {met[key]}"
        return keys
