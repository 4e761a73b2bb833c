"""The forward and the backward pass of one run, operation by operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from torch import Tensor

from ..explain.judged import Step as Node
from ..explain.names import written
from ..explain.record import Op, Value

if TYPE_CHECKING:
    from .run import Run

#: How the trace calls a write that reaches a tensor through another's storage.
SHARED = "write to a shared storage"
#: Tensors with more elements are told by their shape.
_FEW = 4


@dataclass(frozen=True)
class Step:
    """One step: the key of what it is about, and what happens there, in words."""

    key: str
    text: str


@dataclass(frozen=True)
class Passed:
    """A node that ran in the backward pass: what it got, gave, and to whom."""

    name: str
    sequence: int
    got: str
    gave: tuple[tuple[Any, str], ...]


@dataclass(frozen=True)
class Arrived:
    """A leaf that was brought a gradient."""

    leaf: Tensor
    gradient: str


class Passes:
    """Hooks on the nodes of a graph; what they saw, as steps."""

    def __init__(self) -> None:
        self._handles: list[Any] = []
        self._seen: list[Passed | Arrived] = []
        self._saved: dict[int, list[str]] = {}
        self._nodes: dict[int, str] = {}

    def watch(
        self, root: Tensor, names: Mapping[tuple[int, tuple[int, ...]], str]
    ) -> None:
        """Note what each node behind a tensor has saved, and watch it.

        :param names: what the program calls its tensors, by address and shape.
        """
        todo, met, saved = [root.grad_fn], set(), _Saved(names)
        while todo:
            node = todo.pop()
            if node is None or node in met:
                continue
            met.add(node)
            if hasattr(node, "variable"):
                self._handles.append(node.register_prehook(self._arriving(node)))
                continue
            sequence = int(node._sequence_nr())
            self._nodes[sequence] = node.name()
            self._saved[sequence] = [*saved.of(node)]
            self._handles.append(node.register_hook(self._passing(node, sequence)))
            todo += [source for source, _ in node.next_functions]

    def _passing(self, node: Any, sequence: int) -> Any:
        name, targets = node.name(), [source for source, _ in node.next_functions]

        def hook(gave: tuple[Any, ...], got: tuple[Any, ...]) -> None:
            sent = tuple(
                (target, told(gradient))
                for target, gradient in zip(targets, gave, strict=False)
                if target is not None and gradient is not None
            )
            arrived = ", ".join(told(g) for g in got if g is not None)
            self._seen.append(Passed(name, sequence, arrived, sent))

        return hook

    def _arriving(self, node: Any) -> Any:
        def hook(got: tuple[Any, ...]) -> None:
            self._seen.append(Arrived(node.variable, told(got[0])))

        return hook

    def end(self) -> None:
        """Take the hooks off."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    def steps(self, run: Run) -> Iterator[Step]:
        """Yield the steps of both passes, and what became of each leaf."""
        telling = _Telling(run, self._saved, self._nodes)
        for op in run.operations:
            yield from telling.forward(op)
        for seen in self._seen:
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

    def __init__(
        self, run: Run, saved: Mapping[int, list[str]], nodes: Mapping[int, str]
    ) -> None:
        self._run = run
        self._names = run.tensor_names()
        self._values: dict[int, str] = {}
        for key, value in run.keys.values.items():
            self._values.setdefault(id(value), key)
        self._keys = run.keys.of_operations(run.operations)
        self._ops = {
            sequence: run.paths.op_of(Node(name, sequence))
            for sequence, name in nodes.items()
        }
        self._saved = {
            id(op): saved[sequence] for sequence, op in self._ops.items() if op
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


class _Saved:
    """Finds what a node has saved, and what the program calls it."""

    def __init__(self, names: Mapping[tuple[int, tuple[int, ...]], str]) -> None:
        self._names = names

    def of(self, node: Any) -> Iterator[str]:
        """Yield each tensor that a node has saved, in words."""
        for name in dir(node):
            if name.startswith("_saved_"):
                try:
                    value = getattr(node, name)
                except RuntimeError:  # it was written over: backward will raise
                    yield "a tensor that was written over since"
                else:
                    if isinstance(value, Tensor):
                        yield self._named(value)

    def _named(self, tensor: Tensor) -> str:
        name = self._names.get((tensor.data_ptr(), tuple(tensor.shape)))
        return f"{name} = {told(tensor)}" if name else told(tensor)


def told(tensor: Tensor) -> str:
    """Write down the numbers of a small tensor, or the shape of a large one."""
    if tensor.numel() <= _FEW:
        return written(tensor)
    return "a tensor of shape " + " x ".join(map(str, tensor.shape))


def _and(words: list[str]) -> str:
    head, last = words[:-1], words[-1:]
    return " and ".join([", ".join(head), *last] if head else last)
