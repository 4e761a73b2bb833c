"""What a program sets on a tensor: its data, whether it asks for gradient, hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .calls import Meaning
from .facts import asks

if TYPE_CHECKING:
    from .tracer import Tracer


def put(tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
    """``p.data = x``: the values of one tensor are put into another."""
    caller = tracer.callers.here()
    if tracer.compiled.hides(caller):
        return func(*args, **kwargs)
    target, given = args
    use = tracer.uses.of(given)
    result = func(*args, **kwargs)
    op = tracer.operations.add("data", [use], caller, meaning.kind)
    op.tracked = False
    known = tracer.tensors.find(target) or tracer.tensors.adopt(target)
    tracer.tensors.written(target, known, op)
    tracer.tensors.moved(target, known)
    return result


def require(tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
    """A leaf is told to ask for gradient, or not to."""
    caller = tracer.callers.here()
    tensor = args[0]
    before = asks(tensor)
    result = func(*args, **kwargs)
    after = asks(tensor)
    if before != after:
        known = tracer.tensors.find(tensor) or tracer.tensors.adopt(tensor)
        if after:
            known.holder.switched_on = caller.place
            known.holder.leaf = True
        else:
            known.holder.switched_off = caller.place
        known.value.hot |= after
    return result


def hook(tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
    """A hook is registered on a tensor: it may change the gradient."""
    caller = tracer.callers.here()
    known = tracer.tensors.find(args[0]) or tracer.tensors.adopt(args[0])
    known.holder.hooks.append(caller.place)
    tracer.hooked = True
    return func(*args, **kwargs)
