"""What the judged backward did: which leaves it reached, and with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd.graph import get_gradient_edge

from .record import Holder, Place, Site, Value
from .tensors import asks

if TYPE_CHECKING:
    from .tracer import Tracer


class Named(NamedTuple):
    """A parameter of the user's, as it was at the judged call."""

    name: str
    holder: Holder
    requires_grad: bool


@dataclass(slots=True, eq=False, repr=False)
class Step:
    """A node of the backward graph and what passed through it.

    ``feeds``: per input of the forward operation, the step or leaf that its gradient
    goes to.  ``got`` and ``gave``: per gradient, whether it had an element other
    than zero; None where there was no gradient.
    """

    name: str
    sequence: int
    feeds: list[tuple[Step | Holder | None, int]] = field(default_factory=list)
    got: list[bool | None] = field(default_factory=list)
    gave: list[bool | None] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Judged:
    """Plain data about one backward call."""

    roots: list[Value]
    site: Site
    steps: list[Step] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    raised: BaseException | None = None
    later_error: tuple[str, Site] | None = None
    zeroing: list[Place] = field(default_factory=list)
    written: list[Value] = field(default_factory=list)
    doubt: str = ""

    def release(self) -> None:
        """Let go of all but the place; the report is made."""
        self.roots, self.steps, self.named, self.written = [], [], [], []


def judge(
    tracer: Tracer, roots: list[Tensor], site: Site, run: Callable[[Watch], Any]
) -> Judged:
    """Run a backward call, and watch what arrives where."""
    found = _begin(tracer, roots, site)
    watch = Watch(tracer, found)
    reached = watch.attach(roots)
    tracer.foresee(found, [tracer.uses.of(t).value.holder for t in reached])
    try:
        run(watch)
    except Exception as error:
        found.raised = error
        found.written = list(tracer.results.written)
    finally:
        watch.detach()
    found.zeroing = list(tracer.zeroing)
    return found


def _begin(tracer: Tracer, roots: list[Tensor], site: Site) -> Judged:
    found = Judged([tracer.uses.of(t).value for t in roots], site)
    found.named = tracer.collect()
    found.doubt = tracer.doubt()
    return found


def ask_for_gradients(
    watch: Watch, outputs: list[Tensor], weights: Any, leaves: list[Tensor]
) -> None:
    """Compute the gradients of leaves, and leave ``.grad`` and the graph alone."""
    gradients = torch.autograd.grad(
        outputs, leaves, weights, retain_graph=True, allow_unused=True
    )
    for tensor, gradient in zip(leaves, gradients, strict=True):
        watch.arrive(tensor, gradient)


def provisional(tracer: Tracer, outputs: list[Tensor], weights: Any) -> Judged:
    """Judge a call of ``torch.autograd.grad``, should no backward follow.

    Such a call names what it wants; what it leaves out is asked for here, and the
    graph is kept for the call itself.  Hooks of the program's own would run twice:
    where there are some, it is enough that a leaf is reached.
    """
    found = _begin(tracer, outputs, Site.of(tracer.callers.here().place))
    watch = Watch(tracer, found)
    leaves = watch.attach(outputs)
    try:
        if tracer.hooked:
            for leaf in leaves:
                tracer.uses.of(leaf).value.holder.arrival = "some"
        elif leaves:
            ask_for_gradients(watch, outputs, weights, leaves)
    except RuntimeError as error:
        found.raised = error  # the call itself raises the same
    finally:
        watch.detach()
    return found


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
            step = steps[node] = Step(node.name(), _sequence(node))
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


def _sequence(node: Any) -> int:
    number = int(node._sequence_nr())
    return number if number < 1 << 62 else -1
