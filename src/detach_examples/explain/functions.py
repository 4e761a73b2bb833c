"""Custom Functions run out of the mode's sight: each call is one operation."""

from __future__ import annotations

from typing import Any

import torch

from .facts import tensors_in
from .tracer import Tracer


def recorded_apply(tracer: Tracer) -> Any:
    """Return what stands for ``Function.apply``, and records a call."""
    method: Any = vars(torch.autograd.Function)["apply"]

    def original(cls: Any, *args: Any, **kwargs: Any) -> Any:
        return method.__get__(None, cls)(*args, **kwargs)

    def apply(cls: Any, *args: Any, **kwargs: Any) -> Any:
        if not tracer.recording:
            return original(cls, *args, **kwargs)
        caller = tracer.callers.here()
        if _is_compiled(cls):
            caller = caller._replace(role="compiled")
        if tracer.compiled.hides(caller):
            tracer.compiled.read(caller, args)
            return original(cls, *args, **kwargs)
        given = [tracer.uses.of(t) for t in tensors_in((*args, *kwargs.values()))]
        tracked = torch.is_grad_enabled()
        with tracer.operations.inside() as read:
            result = original(cls, *args, **kwargs)
        kind = _function_kind(cls, caller.role)
        own = {id(use.value) for use in given}
        closed = [u for u in read if id(u.value) not in own]
        if tracer.recording:
            op = tracer.operations.add(cls.__name__, [*given, *closed], caller, kind)
            op.role = ""
            op.tracked = tracked
            # A reentrant checkpoint runs a backward of its own for what it closes over.
            if kind != "checkpoint":
                op.blocked.update(range(len(given), len(op.uses)))
            inputs = {id(t) for t in tensors_in(args)}
            for tensor in tensors_in((result,)):
                if id(tensor) not in inputs:
                    tracer.results.make(op, tensor)
        return result

    return classmethod(apply)


def _is_compiled(cls: Any) -> bool:
    return str(cls.__module__).startswith("torch._functorch._aot_autograd")


def _function_kind(cls: Any, role: str) -> str:
    return "checkpoint" if role == "checkpoint" else "custom_function"
