"""The mode that sees every call of torch, and hands it on."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from .backward import after
from .tracer import Tracer


class Mode(TorchFunctionMode):
    """Hands each call to the tracer, on the thread that entered it."""

    def __init__(self, tracer: Tracer) -> None:
        super().__init__()
        self.tracer = tracer

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Run a call of torch, and record it."""
        kwargs = kwargs or {}
        # A compiler reads this method too: it must find nothing here to compile.
        if torch.compiler.is_compiling():
            return func(*args, **kwargs)
        if not self.tracer.recording:
            return after(self.tracer, func, args, kwargs)
        if os.getpid() != self.tracer.process:  # a worker, forked from the program
            return func(*args, **kwargs)
        return self.tracer.call(func, args, kwargs)
