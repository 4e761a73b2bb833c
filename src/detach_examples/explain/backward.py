"""The calls of backward: counted, and one of them judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .calls import Meaning, name_of
from .judged import judge
from .record import Site
from .tensors import tensors_in

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
    tracer.judge(judged)
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
