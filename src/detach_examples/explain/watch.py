"""Watch a backward: what arrives at each node and leaf of a graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd.graph import get_gradient_edge

from .facts import asks, sequence_of
from .judged import Judged, Step
from .record import Holder

if TYPE_CHECKING:
    from .tracer import Tracer


def some(gradient: Tensor | None) -> bool | None:
    """Say whether a gradient has an element other than zero; None for no gradient."""
    if gradient is None:
        return None
    with torch.no_grad():
        if gradient.is_sparse:
            gradient = gradient.coalesce().values()
        return _at_a_glance(gradient) or bool(gradient.any())


def _at_a_glance(gradient: Tensor) -> bool:
    """Look at three elements: nearly always one of them settles it."""
    shape = gradient.shape
    if not gradient.numel() or not shape:
        return False
    for part in (2, 3, 5):
        if gradient[tuple(size // part for size in shape)].item():
            return True
    return False


class Watch:
    """Hooks on every node and leaf of a graph, for the time of one call."""

    def __init__(self, tracer: Tracer, found: Judged) -> None:
        self._tracer = tracer
        self._found = found
        self._handles: list[Any] = []
        self._nodes: list[Any] = []
        #: The leaves that require grad and that the graph leads to.
        self.reached: list[Tensor] = []

    def attach(self, roots: list[Tensor]) -> list[Tensor]:
        """Watch all nodes behind the roots and all known leaves.

        :returns: the leaves that the graph leads to.
        """
        reached = self._walk(roots)
        leaves = {id(t): (t, h) for t, h in self._tracer.tensors.leaves()}
        for tensor in reached:
            leaves[id(tensor)] = (tensor, self._tracer.uses.of(tensor).value.holder)
        for tensor, holder in leaves.values():
            holder.arrival = None
            holder.requires_grad = asks(tensor)
            if (node := _accumulator(tensor)) is not None:
                self._nodes.append(node)
                self._handles.append(node.register_prehook(_arrival(holder)))
        self.reached = [t for t in reached if asks(t)]
        return self.reached

    @property
    def steps(self) -> list[Step]:
        """The nodes of the graph."""
        return self._found.steps

    def arrive(self, leaf: Tensor, gradient: Tensor | None) -> None:
        """Note what a leaf was given."""
        _arrive(self._tracer.uses.of(leaf).value.holder, gradient)

    def _walk(self, roots: list[Tensor]) -> list[Tensor]:
        """Add a step for each node, and watch it."""
        steps: dict[Any, Step] = {}
        leaves: dict[int, Tensor] = {}
        todo = [t.grad_fn for t in roots if t.grad_fn is not None]
        leaves.update(
            {id(t): t for t in roots if t.grad_fn is None and t.requires_grad}
        )
        for node in todo:
            self._step(node, steps)
        while todo:
            node = todo.pop()
            step = steps[node]
            for source, number in node.next_functions:
                variable = getattr(source, "variable", None)
                if source is None:
                    step.feeds.append((None, number))
                elif variable is not None:
                    leaves[id(variable)] = variable
                    holder = self._tracer.uses.of(variable).value.holder
                    step.feeds.append((holder, number))
                else:
                    if source not in steps:
                        self._step(source, steps)
                        todo.append(source)
                    step.feeds.append((steps[source], number))
        self._nodes += steps
        self._found.steps = list(steps.values())
        return list(leaves.values())

    def _step(self, node: Any, steps: dict[Any, Step]) -> None:
        if node not in steps:
            step = steps[node] = Step(node.name(), sequence_of(node))
            self._handles.append(node.register_hook(_passing(step)))

    def detach(self) -> None:
        """Take all hooks off again, and let the graph go."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._nodes.clear()
        self.reached = []


def _accumulator(leaf: Tensor) -> Any:
    """Return the node that a leaf's gradient arrives at, or None where it has none.

    A view made without gradient may ask for one, and has no such node.
    """
    if not asks(leaf):
        return None
    try:
        return get_gradient_edge(leaf).node
    except (AssertionError, AttributeError, RuntimeError):
        return None


def _arrive(holder: Holder, gradient: Tensor | None) -> None:
    anything = some(gradient)
    if anything is not None and holder.arrival != "some":
        holder.arrival = "some" if anything else "zeros"


def _arrival(holder: Holder) -> Callable[[tuple[Tensor, ...]], None]:
    def hook(gradients: tuple[Tensor, ...]) -> None:
        for gradient in gradients:
            _arrive(holder, gradient)

    return hook


def _passing(step: Step) -> Callable[..., None]:
    def hook(gave: Any, got: Any) -> None:
        step.gave = [some(g) for g in gave]
        # What came in matters where zeros went out; else it is enough that it came.
        exact = False in step.gave
        step.got = [some(g) if exact or g is None else True for g in got]

    return hook
