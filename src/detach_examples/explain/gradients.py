"""On which values does the result of ``torch.autograd.grad`` depend?

A gradient is computed from the tensors that the forward pass saved, on the paths
between what is differentiated and what it is differentiated by.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from torch import Tensor

from .record import Use, Value
from .tensors import asks, history_of, tensors_in

if TYPE_CHECKING:
    from .tracer import Tracer


def saved_uses(
    tracer: Tracer,
    outputs: list[Tensor],
    inputs: list[Tensor],
    *,
    detached: bool = False,
) -> list[Use]:
    """Return the uses of what the graph between outputs and inputs has saved.

    :param detached: leave out what has a history, or is a leaf that asks for gradient.
    """
    nodes = _between(outputs, inputs)
    found: dict[int, Use] = {}
    for node in nodes:
        for tensor in _saved(node):
            if detached and asks(tensor):
                continue
            use = _use_of(tracer, tensor)
            if use is not None and not _is_own_index(use.value, node):
                found[id(use.value)] = use
    return list(found.values())


def _is_own_index(value: Value, node: Any) -> bool:
    """Say whether an operation saved an index that it made itself, as max does."""
    op = value.maker
    return value.discrete and op is not None and op.sequence == node._sequence_nr()


def _between(outputs: list[Tensor], inputs: list[Tensor]) -> list[Any]:
    """Return the nodes that lie on a path from an output to an input."""
    targets = {id(t) for t in inputs}
    ends = {history_of(t) for t in inputs} - {None}
    order: list[Any] = []
    met: set[Any] = set()
    todo = [(n, False) for t in outputs if (n := history_of(t)) is not None]
    leads: set[Any] = set()
    while todo:
        node, left = todo.pop()
        sources = [source for source, _ in node.next_functions if source is not None]
        if left:
            if any(s in leads for s in sources):
                leads.add(node)
                order.append(node)
            continue
        if node in met:
            continue
        met.add(node)
        if id(getattr(node, "variable", None)) in targets or node in ends:
            leads.add(node)
            continue
        todo.append((node, True))
        todo.extend((source, False) for source in sources)
    return order


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(n for n in dir(kind) if n.startswith("_saved_"))


def _saved(node: Any) -> list[Tensor]:
    kind: Any = type(node)
    names = _names(kind)
    held = [getattr(node, name) for name in names]
    held.append(getattr(node, "saved_tensors", ()))
    return list(tensors_in(held))


def _use_of(tracer: Tracer, tensor: Tensor) -> Use | None:
    """Return the use of a saved tensor, which may be a new name of a known value."""
    if tracer.tensors.find(tensor) is not None:
        return tracer.use(tensor)
    if history_of(tensor) is not None:
        return tracer.use(tensor)
    value = tracer.tensors.lying_at(tensor)
    return None if value is None else Use(value, False)
