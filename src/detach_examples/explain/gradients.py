"""``torch.autograd.grad``: on which values does its result depend?

A gradient is computed from the tensors that the forward pass saved, on the paths
between what is differentiated and what it is differentiated by.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor

from .backward import provisional
from .calls import Meaning
from .facts import asks, history_of, tensors_in
from .record import Use, Value

if TYPE_CHECKING:
    from .tracer import Tracer


class _Asked(NamedTuple):
    """The arguments of ``torch.autograd.grad``."""

    outputs: list[Tensor]
    inputs: list[Tensor]
    weights: Any
    create_graph: bool

    @classmethod
    def of(
        cls,
        outputs: Any,
        inputs: Any,
        grad_outputs: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        **_: Any,
    ) -> _Asked:
        """Read a call's arguments."""
        given = list(tensors_in([outputs])), list(tensors_in([inputs]))
        return cls(*given, grad_outputs, create_graph)


def grad(tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
    """Run a call: it is part of the forward pass, if a backward comes."""
    caller = tracer.callers.here()
    if caller.role == "functorch":
        return func(*args, **kwargs)
    asked = _Asked.of(*args, **kwargs)
    if tracer.provisional is None:
        tracer.provisional = provisional(tracer, asked.outputs, asked.weights)
    uses = _uses(tracer, asked)
    result = func(*args, **kwargs)
    for tensor in tensors_in([result]):
        recorded = history_of(tensor)
        if recorded is None:
            op = tracer.operations.add("grad", uses, caller, "create_graph")
        else:
            op = tracer.uses.bridge(recorded, "grad")
            op.place = caller.place
            op.uses += uses
        tracer.results.make(op, tensor)
    return result


def _uses(tracer: Tracer, asked: _Asked) -> list[Use]:
    """Return what the gradients depend on, other than by a history of their own."""
    if not any(history_of(t) for t in asked.outputs):
        return []
    given = asked.outputs, asked.inputs
    try:
        if asked.create_graph:
            return _saved_uses(tracer, *given, detached=True)
        if tracer.hooked:
            uses = _saved_uses(tracer, *given)
        else:
            uses = _differentiate(tracer, asked)
            uses += _saved_uses(tracer, *given, detached=True)
    except RuntimeError:  # the call itself will say so
        uses = [tracer.uses.of(t) for t in asked.outputs]
    return uses + [tracer.uses.of(t) for t in tensors_in([asked.weights])]


def _differentiate(tracer: Tracer, asked: _Asked) -> list[Use]:
    """Ask for the same gradients with a history, and see where it leads."""
    gradients = torch.autograd.grad(
        asked.outputs,
        asked.inputs,
        asked.weights,
        create_graph=True,
        retain_graph=True,
        allow_unused=True,
    )
    found: dict[int, Use] = {}
    for gradient in gradients:
        if gradient is not None and (history := history_of(gradient)) is not None:
            found.update({id(u.value): u for u in tracer.uses.behind(history)})
    return list(found.values())


def _saved_uses(
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
        return tracer.uses.of(tensor)
    if history_of(tensor) is not None:
        return tracer.uses.of(tensor)
    value = tracer.tensors.lying_at(tensor)
    return None if value is None else Use(value, False)
