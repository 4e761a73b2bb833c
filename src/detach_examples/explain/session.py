"""From Python: trace a step, explain it, draw it, demand that gradients flow."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from .backward import ask_for_gradients, judge
from .failures import explain_failure
from .judged import Judged, Named
from .judgement import verdicts
from .mode import Mode
from .names import Names
from .patches import patched
from .record import Site
from .report import Report
from .tracer import MAX_OPS, Tracer
from .verdict import Parameter
from .watch import Watch

#: Objects made until Python looks for garbage, while a record grows.
_COLLECT = 50_000

if TYPE_CHECKING:
    from ..picture import Picture

#: What may stand for the parameters: a module, names to tensors, or pairs of them.
Parameters = nn.Module | Mapping[str, Tensor] | Iterable[tuple[str, Tensor]]


class Recording:
    """The record of a step, to be explained and drawn.

    :func:`detach_examples.trace` yields it.
    """

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._names = Names(tracer)

    def explain(self, loss: Tensor, parameters: Parameters) -> Report:
        """Say for each parameter what became of its gradient.

        Where a backward ran inside the trace, that one is judged.  Else one is run
        here, which leaves every ``.grad`` and the graph as they were.

        :param loss: what backward was or will be called on.
        :param parameters: a module, or names and tensors.
        :returns: the verdicts; a notebook shows them as HTML.
        """
        named = _named(parameters)
        judged = self._tracer.judged or _judge_now(self._tracer, loss)
        judged.named = [_present(self._tracer, n, t) for n, t in named]
        self._names.add(judged.named)
        return report(self._tracer, judged)

    def draw(self, tensors: Tensor | Sequence[Tensor], caption: str = "") -> Picture:
        """Draw what a tensor was made from: solid where gradient passes.

        Of several tensors, those that lie on one storage are tied.  Make it the last
        expression of a block: the page, or the notebook, shows it there.

        :param tensors: the tensor, or the tensors, whose history is drawn.
        :param caption: the picture's one message.
        :raises RuntimeError: when the layout engine is missing or fails.
        """
        from .figure import draw

        given = [tensors] if isinstance(tensors, Tensor) else list(tensors)
        values = [self._tracer.uses.of(tensor).value for tensor in given]
        self._names.look_around()
        ties = [
            (values[i], values[j])
            for i, j in combinations(range(len(given)), 2)
            if _share_storage(given[i], given[j])
        ]
        judged = Judged(values, Site.of(self._tracer.callers.here().place))
        return draw(judged, self._names.of, caption, self._names.numbers, ties)


def _share_storage(one: Tensor, other: Tensor) -> bool:
    address, another = (t.untyped_storage().data_ptr() for t in (one, other))
    return address == another != 0  # those without bytes all have the address 0


def _named(parameters: Parameters) -> list[tuple[str, Tensor]]:
    if isinstance(parameters, nn.Module):
        return list(parameters.named_parameters())
    if isinstance(parameters, Mapping):
        return list(parameters.items())
    return list(parameters)


def _present(tracer: Tracer, name: str, tensor: Tensor) -> Named:
    known = tracer.tensors.find(tensor)
    if known is None:
        known = tracer.tensors.adopt(tensor)
        known.holder.requires_grad = tensor.requires_grad
    return Named(name, known.holder, tensor.requires_grad)


def _judge_now(tracer: Tracer, loss: Tensor) -> Judged:
    """Run a backward that leaves no trace of itself."""
    site = Site.of(tracer.callers.here().place)
    start = None if loss.numel() == 1 else torch.ones_like(loss)

    def run(watch: Watch) -> None:
        leaves = watch.reached
        nested = any(s.name.startswith("CheckpointFunction") for s in watch.steps)
        with _grads_kept(tracer):
            if leaves and not nested:
                ask_for_gradients(watch, [loss], start, leaves)
            else:
                # A reentrant checkpoint refuses to be asked for single gradients.
                torch.autograd.backward(loss, start, retain_graph=True)

    return judge(tracer, [loss], site, run)


@contextmanager
def _grads_kept(tracer: Tracer) -> Iterator[None]:
    """Put every ``.grad`` back, whatever runs in the block."""
    kept = [(tensor, tensor.grad) for tensor in tracer.tensors.with_grad()]
    for tensor, _ in kept:
        tensor.grad = None
    try:
        yield
    finally:
        for tensor, grad in kept:
            tensor.grad = grad


def report(
    tracer: Tracer,
    judged: Judged,
    script: str = "",
    found: list[Parameter] | None = None,
) -> Report:
    """Make the report on a judged call.

    :param found: the verdicts, where they are not those of a backward that has run.
    """
    before = tracer.backwards[-2] if len(tracer.backwards) > 1 else None
    return Report(
        verdicts(judged) if found is None else found,
        judged.site,
        torch.__version__,
        script,
        explain_failure(judged, before),
        tuple(_notes(tracer)),
    )


def _notes(tracer: Tracer) -> Iterator[str]:
    if tracer.operations.bounded:
        yield (
            f"the bound of {tracer.operations.most} operations was hit, and the oldest"
            " were forgotten; raise --max-ops to see all"
        )
    if tracer.lost:
        yield f"a call could not be recorded: {tracer.lost}; please report this"
    if tracer.compiled.met:
        yield (
            "compiled code was met: what happens inside is not seen, only what enters"
            " and leaves it; set TORCH_COMPILE_DISABLE=1 to run it eagerly"
        )


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """A record is many small objects, none of them garbage: do not search it often."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _COLLECT) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def tracing(tracer: Tracer) -> Iterator[None]:
    """Record what runs in the block, and nothing after it."""
    with patched(tracer, lambda: Mode(tracer)), Mode(tracer), _collecting_rarely():
        try:
            yield
        finally:
            tracer.recording = False
            tracer.follower.statements.stop()


@contextmanager
def trace(*, at: int = 1, max_ops: int = MAX_OPS) -> Iterator[Recording]:
    """Record a training step, without changing the model.

    :param at: which backward inside the block is judged; 1 is the first.
    :param max_ops: how many operations are remembered; the oldest go first.
    """
    tracer = Tracer(at, max_ops)
    with tracing(tracer):
        yield Recording(tracer)


def assert_gradients_flow(
    step: Callable[[], Tensor],
    parameters: Parameters,
    *,
    except_: Iterable[str] = (),
) -> None:
    r"""Demand, in a test of your own, that every parameter gets a gradient.

    :param step: computes the loss and returns it; it may call backward itself.
    :param parameters: a module, or names and tensors.
    :param except\_: names whose cut is meant to be there; ``*`` stands for anything.
    :raises AssertionError: when a gradient is missing or zero; the text is the report.
    """
    __tracebackhide__ = True  # a test's own lines say more than these
    with trace() as record:
        loss = step()
    found = record.explain(loss, parameters).excepting(list(except_))
    if found.status:
        raise AssertionError(found.text())
