"""Values that leave torch: through Python, NumPy or pickle, or to be looked at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from torch import Tensor

from .calls import Meaning
from .record import Holder, Value

if TYPE_CHECKING:
    from .tracer import Tracer


def escape(tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
    """A value leaves through Python or NumPy."""
    caller = tracer.callers.here()
    use = tracer.uses.of(args[0])
    use.value.mark_read()
    result = func(*args, **kwargs)
    if use.value.hot:
        op = tracer.operations.add(meaning.name, [use], caller, meaning.kind)
        op.tracked = False
        left = Value(op, Holder(), False, True)
        # A library's own yes or no steers it, and carries no value on.
        if not isinstance(result, bool) or tracer.callers.is_direct(sys._getframe(1)):
            tracer.follower.escaped(result, left, caller)
    return result


def pickle(tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
    """The storage is asked for; by pickle, the values leave with it."""
    caller = tracer.callers.here()
    if caller.role == "pickle":
        escape(tracer, Meaning("escape", "pickle", "setattr"), _nothing, args, {})
    return func(*args, **kwargs)


def look(tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
    """A value is shown to somebody."""
    tracer.uses.of(args[0]).value.mark_read()
    return func(*args, **kwargs)


def _nothing(tensor: Tensor) -> None:
    """Stand for a call whose result is known to hold nothing."""
