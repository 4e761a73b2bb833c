"""The forward and the backward pass of one run, operation by operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from ..explain.names import written

#: Tensors with more elements are told by their shape.
_FEW = 4


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
    """Hooks on the nodes of a graph, and what they saw.

    ``saved`` and ``nodes`` tell, by a node's sequence number, what it keeps for
    backward and what it is called; ``seen`` is in the order of the backward pass.
    """

    def __init__(self) -> None:
        self._handles: list[Any] = []
        self.seen: list[Passed | Arrived] = []
        self.saved: dict[int, list[str]] = {}
        self.nodes: dict[int, str] = {}

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
            self.nodes[sequence] = node.name()
            self.saved[sequence] = [*saved.of(node)]
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
            self.seen.append(Passed(name, sequence, arrived, sent))

        return hook

    def _arriving(self, node: Any) -> Any:
        def hook(got: tuple[Any, ...]) -> None:
            self.seen.append(Arrived(node.variable, told(got[0])))

        return hook

    def end(self) -> None:
        """Take the hooks off."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()


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
