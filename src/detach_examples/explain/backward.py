"""The calls of backward: counted, and one of them judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from .calls import Meaning, name_of
from .facts import tensors_in
from .judged import Judged
from .record import Site
from .watch import Watch

if TYPE_CHECKING:
    from .tracer import Tracer


def backward(
    tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any
) -> Any:
    """Run a call of backward, and judge it if it is the one that was asked for."""
    site = Site.of(tracer.callers.here().place)
    tracer.backwards.append(site)
    if len(tracer.backwards) < tracer.at:
        return func(*args, **kwargs)
    roots = list(tensors_in([args[0] if args else kwargs.get("tensors")]))
    tracer.recording = False
    tracer.follower.statements.stop()
    judged = judge(tracer, roots, site, lambda _: func(*args, **kwargs))
    tracer.tell(judged)
    if judged.raised is not None:
        raise judged.raised
    return None


def after(tracer: Tracer, func: Any, args: Any, kwargs: Any) -> Any:
    """Run a call of torch that comes after the judged backward."""
    if name_of(func) != "backward":
        return func(*args, **kwargs)
    site = Site.of(tracer.callers.here().place)
    try:
        result = func(*args, **kwargs)
    except RuntimeError as error:
        if tracer.judged is not None:
            tracer.judged.later_error = (str(error), site)
        raise
    tracer.backwards.append(site)
    return result


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
