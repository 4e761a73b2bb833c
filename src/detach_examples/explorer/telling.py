"""The two passes of a run in words, a step for each operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..explain.judged import Step as Node
from ..explain.record import Op, Value
from .passes import Arrived, Passed

if TYPE_CHECKING:
    from .run import Run

#: How the trace calls a write that reaches a tensor through another's storage.
SHARED = "write to a shared storage"


@dataclass(frozen=True)
class Step:
    """One step: the key of what it is about, and what happens there, in words."""

    key: str
    text: str


def steps(run: Run) -> Iterator[Step]:
    """Yield the steps of both passes, and what became of each leaf."""
    telling = _Telling(run)
    for op in run.operations:
        yield from telling.forward(op)
    for seen in run.passes.seen:
        if isinstance(seen, Arrived):
            yield telling.arrival(seen)
        else:
            yield telling.backward(seen)
    if run.error:
        yield Step(run.program.root, f"backward raises {run.error}.")
        return
    for name in run.leaves:
        if run.variables[name].grad is None:
            yield Step(name, f"No gradient arrives at {name}: it stays None.")


class _Telling:
    """Puts steps into words."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._names = run.tensor_names()
        self._values: dict[int, str] = {}
        for key, value in run.keys.values.items():
            self._values.setdefault(id(value), key)
        self._keys = run.keys.of_operations(run.operations)
        self._ops = {
            sequence: run.paths.op_of(Node(name, sequence))
            for sequence, name in run.passes.nodes.items()
        }
        self._saved = {
            id(op): run.passes.saved[number] for number, op in self._ops.items() if op
        }

    def _key(self, op: Op) -> str:
        """The key of what shows an operation: its result, where that has a name."""
        return self._keys[id(op)]

    def _made(self, op: Op) -> str:
        made = [k for k, v in self._run.keys.values.items() if v.maker is op]
        return made[0] if made else ""

    def forward(self, op: Op) -> Iterator[Step]:
        """Tell what an operation makes, and what it keeps for the way back."""
        made = self._made(op)
        if not op.uses:
            if made in self._run.leaves:
                text = (
                    f"{self._run.value_text(made)} is a leaf: it asks for a gradient."
                )
                yield Step(made, text)
            return
        if op.name == SHARED and made:
            text = f"Forward: the write shows in {self._run.value_text(made)}, too."
            yield Step(made, text)
            return
        result = f" makes {self._run.value_text(made)}" if made else " runs"
        name = op.name.strip("_")
        yield Step(self._key(op), f"Forward: {name}{result}{self._keeps(op)}.")

    def _keeps(self, op: Op) -> str:
        if op.name in ("detach", "data"):
            return ", without history: no gradient comes past here"
        if not op.tracked:
            return "; gradients are off, so it is not recorded"
        if id(op) not in self._saved:
            return "; the way back from the loss does not come here"
        saved = self._saved[id(op)]
        return f", and saves {_and(saved)}" if saved else ", and saves nothing"

    def backward(self, seen: Passed) -> Step:
        """Tell what a node got, and what it sent on."""
        op = self._ops.get(seen.sequence)
        sent = [f"{gradient} to {self._target(t)}" for t, gradient in seen.gave]
        text = f"Backward: {seen.name} gets {seen.got}, sends {_and(sent)}"
        uses = op.uses if op else []
        ends = [self._cut_name(use.value) for use in uses if self._is_cut(use)]
        lost = f"; nothing goes to {_and(ends)}: cut" if ends else ""
        return Step(self._key(op) if op else "", f"{text}{lost}.")

    def _is_cut(self, use: Any) -> bool:
        value: Value = use.value
        return value.hot and not use.requires_grad

    def _cut_name(self, value: Value) -> str:
        return self._values.get(id(value), "its input").split()[0]

    def _target(self, node: Any) -> str:
        leaf = getattr(node, "variable", None)
        if leaf is not None:
            return self._names.get((leaf.data_ptr(), tuple(leaf.shape)), "a leaf")
        op = self._ops.get(int(node._sequence_nr()))
        made = self._made(op) if op else ""
        return made.split()[0] if made else str(node.name())

    def arrival(self, seen: Arrived) -> Step:
        """Tell what a leaf was brought."""
        leaf = seen.leaf
        name = self._names.get((leaf.data_ptr(), tuple(leaf.shape)), "")
        return Step(name, f"Backward: {name}.grad takes in {seen.gradient}.")


def _and(words: list[str]) -> str:
    head, last = words[:-1], words[-1:]
    return " and ".join([", ".join(head), *last] if head else last)
