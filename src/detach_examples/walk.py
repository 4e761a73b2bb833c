"""Fill a diagram by walking the graph that autograd really holds."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

from .diagram import Diagram, Edge, Node

if TYPE_CHECKING:
    from torch import Tensor

_LARGEST_SHOWN = 4


def walk(tensors: dict[str, Tensor]) -> Diagram:
    """Return the graph behind some named tensors.

    Only what autograd stores is used: ``grad_fn``, ``next_functions`` and the
    leaf's own tensor; storage addresses tie tensors that share memory.

    :param tensors: name to tensor; names become the labels.
    """
    walker = _Walker(tensors)
    for name, tensor in tensors.items():
        walker.diagram.add(Node(name, name, _role(tensor), _value(tensor)))
    for tensor in tensors.values():
        if tensor.grad_fn is not None:
            walker.walk_back(tensor.grad_fn)
    _tie_storages(walker.diagram, tensors)
    return walker.diagram


class _Walker:
    """Holds every function it meets: an id means nothing once its object dies."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        self.diagram = Diagram()
        self.met: dict[int, Any] = {}
        self.outputs: dict[int, list[tuple[int, str]]] = {}
        self.leaves = {id(t): n for n, t in tensors.items() if t.grad_fn is None}
        for name, tensor in tensors.items():
            if tensor.grad_fn is not None:
                outputs = self.outputs.setdefault(self._key(tensor.grad_fn), [])
                outputs.append((tensor.output_nr, name))

    def _key(self, function: Any) -> int:
        self.met[id(function)] = function
        return id(function)

    def walk_back(self, root: Any) -> None:
        """Add the operations behind ``root``, and the arrows between them."""
        todo = [root]
        while todo:
            function = todo.pop()
            key = f"op{self._key(function)}"
            if not self.diagram.add(Node(key, _operation(function), "operation")):
                continue
            for _, name in self.outputs.get(id(function), []):
                self._arrow(key, name)
            for source, number in function.next_functions:
                if source is not None:
                    self._arrow(self._source(source, number), key)
                    if not hasattr(source, "variable"):
                        todo.append(source)

    def _arrow(self, source: str, target: str) -> None:
        self.diagram.edges.append(Edge(source, target, "data"))

    def _source(self, function: Any, number: int) -> str:
        """The node that stands for one output of a function."""
        key = self._key(function)
        if not hasattr(function, "variable"):
            named = [n for i, n in self.outputs.get(key, []) if i == number]
            return named[0] if named else f"op{key}"
        leaf = function.variable
        name = self.leaves.get(id(leaf), f"leaf{id(leaf)}")
        self.diagram.add(Node(name, "leaf", "leaf", _value(leaf)))
        return name


def _role(tensor: Tensor) -> str:
    if not tensor.requires_grad:
        return "detached"
    return "leaf" if tensor.is_leaf else "tracked"


def _value(tensor: Tensor) -> str:
    if tensor.numel() > _LARGEST_SHOWN:
        return " x ".join(map(str, tensor.shape))
    numbers = tensor.detach().flatten().tolist()
    shown = ", ".join(f"{n:.4g}" for n in numbers)
    return shown if tensor.dim() == 0 else f"[{shown}]"


def _operation(function: Any) -> str:
    """``MulBackward0`` is the backward of ``mul``."""
    return re.sub(r"Backward\d*$", "", str(function.name())).lower()


def _tie_storages(diagram: Diagram, tensors: dict[str, Tensor]) -> None:
    for (a, ta), (b, tb) in combinations(tensors.items(), 2):
        # Storages without bytes all have the address 0.
        address = ta.untyped_storage().data_ptr()
        if address and address == tb.untyped_storage().data_ptr():
            diagram.edges.append(Edge(a, b, "storage"))
