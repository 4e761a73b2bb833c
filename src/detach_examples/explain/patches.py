"""What the mode cannot see: narrow patches of torch, undone afterwards."""

from __future__ import annotations

import functools
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode
from torch.utils import _contextlib

from .facts import tensors_in
from .functions import recorded_apply
from .tracer import Tracer
from .watch import some

#: Where calls of torch are handed on.
_HERE = str(Path(__file__).parent)


@contextmanager
def replaced(owner: Any, name: str, new: Any) -> Iterator[None]:
    """Put another object in an attribute's place, and the old one back."""
    own = name in vars(owner)
    old = vars(owner).get(name)
    setattr(owner, name, new)
    try:
        yield
    finally:
        if own:
            setattr(owner, name, old)
        else:
            delattr(owner, name)


@contextmanager
def patched(tracer: Tracer, mode: Callable[[], TorchFunctionMode]) -> Iterator[None]:
    """Let the tracer see what the mode misses.

    :param mode: makes the mode for a new thread.
    """
    with ExitStack() as stack:
        for owner, name, new in (
            (torch, "from_numpy", _from_numpy(tracer)),
            (torch.nn.Parameter, "__new__", _parameter(tracer)),
            (_contextlib, "context_decorator", _wrap(tracer)),
            (torch.inference_mode, "__enter__", _enter_inference(tracer)),
            (torch.autograd.Function, "apply", recorded_apply(tracer)),
            (warnings, "showwarning", _warn(tracer)),
            (threading.Thread, "start", _start(tracer, mode)),
            (torch.nn.Module, "register_full_backward_hook", _module_hook(tracer)),
        ):
            stack.enter_context(replaced(owner, name, new))
        yield


def _from_numpy(tracer: Tracer) -> Callable[..., Any]:
    original = torch.from_numpy

    @functools.wraps(original)
    def from_numpy(array: np.ndarray) -> torch.Tensor:
        tensor = original(array)
        if tracer.recording:
            caller = tracer.callers.here()
            uses = tracer.follower.entering("from_numpy", (array,), {}, caller)
            op = tracer.operations.add("from_numpy", uses, caller)
            tracer.results.make(op, tensor)
        return tensor

    return from_numpy


def _parameter(tracer: Tracer) -> Callable[..., Any]:
    original = torch.nn.Parameter.__new__

    def new(cls: Any, data: Any = None, requires_grad: bool = True) -> Any:
        made = original(cls, data, requires_grad)
        if tracer.recording and isinstance(data, torch.Tensor):
            caller = tracer.callers.here()
            uses = [tracer.uses.of(data)]
            op = tracer.operations.add("Parameter", uses, caller, "parameter")
            op.tracked = False
            tracer.results.make(op, made)
        return made

    return new


def _enter_inference(tracer: Tracer) -> Callable[..., Any]:
    original: Callable[..., Any] = vars(torch.inference_mode)["__enter__"]

    def enter(self: Any) -> Any:
        was = torch.is_grad_enabled()
        result = original(self)
        if tracer.recording:
            tracer.switches.switched(was, torch.is_grad_enabled(), sys._getframe(0))
        return result

    return enter


def _wrap(tracer: Tracer) -> Callable[..., Any]:
    """A function is wrapped to run without gradient: note where."""
    original: Callable[..., Any] = _contextlib.context_decorator

    def context_decorator(context: Any, function: Any) -> Any:
        if tracer.recording:
            place = tracer.callers.here().place
            tracer.callers.wrapped[id(function)] = (function, place)
        return original(context, function)

    return context_decorator


def _warn(tracer: Tracer) -> Callable[..., Any]:
    """A warning of torch is told of the line that called it: here, that is ours.

    It is the program's line that is meant.
    """
    original = warnings.showwarning

    def showwarning(
        message: Any, category: Any, filename: str, lineno: int, *rest: Any, **kw: Any
    ) -> None:
        if filename.startswith(_HERE):
            place = tracer.callers.here().place
            filename, lineno = place.code.co_filename, place.line()
        original(message, category, filename, lineno, *rest, **kw)

    return showwarning


def _start(tracer: Tracer, mode: Callable[[], TorchFunctionMode]) -> Callable[..., Any]:
    """A new thread begins without the mode: enter one there."""
    original = threading.Thread.start

    def start(self: threading.Thread) -> None:
        run = self.run

        def traced() -> None:
            vars(self).pop("run", None)  # or the thread would hold the record
            with mode() if tracer.recording else nullcontext():
                run()

        self.run = traced  # type: ignore[method-assign]  # in this thread alone
        original(self)

    return start


def _module_hook(tracer: Tracer) -> Callable[..., Any]:
    """A module's hook may put zeros in a gradient's place: note where it came from."""
    original = torch.nn.Module.register_full_backward_hook

    @functools.wraps(original)
    def register(
        self: torch.nn.Module, hook: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        if not tracer.recording:
            return original(self, hook, *args, **kwargs)
        zeroing, place = tracer.zeroing, tracer.callers.here().place
        tracer.hooked = True

        @functools.wraps(hook)
        def watched(module: Any, gave: Any, got: Any) -> Any:
            result = hook(module, gave, got)
            if result is not None and _silences(gave, result):
                zeroing.append(place)
            return result

        return original(self, watched, *args, **kwargs)

    return register


def _silences(before: Any, after: Any) -> bool:
    """Say whether a hook made zeros of a gradient that was something."""
    pairs = zip(tensors_in((before,)), tensors_in((after,)), strict=False)
    return any(some(old) and some(new) is False for old, new in pairs)
