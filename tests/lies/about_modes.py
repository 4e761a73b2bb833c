"""Lies about grad modes and ``requires_grad``."""

from __future__ import annotations

import contextlib
from typing import Any

import torch
from torch import Tensor, nn

from .lie import Lie, Patch, method

no_grad, inference_mode = torch.no_grad, torch.inference_mode
requires_grad_ = Tensor.requires_grad_
eval_ = nn.Module.eval


class Nothing(contextlib.ContextDecorator):
    """Does nothing as a context, and as a decorator."""

    def __init__(self, *_: Any) -> None:
        pass

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


class _StaysOff(no_grad):
    """Forgets to turn the mode on again."""

    def __exit__(self, *_: object) -> None:
        pass


class _SwitchesFlags(Nothing):
    """What some believe: every tensor's flag is turned off for a while."""

    def __enter__(self) -> None:
        import gc

        self.off = [
            t
            for t in gc.get_objects()
            if type(t) in (Tensor, nn.Parameter) and t.is_leaf and t.requires_grad
        ]
        for tensor in self.off:
            requires_grad_(tensor, False)

    def __exit__(self, *_: object) -> None:
        for tensor in self.off:
            requires_grad_(tensor, True)


class _DetachesAtExit(no_grad):
    """Runs as no_grad, and in functions cuts what they return."""

    def __call__(self, function: Any) -> Any:
        called = super().__call__(function)

        def inner(*args: Any, **kwargs: Any) -> Any:
            made = called(*args, **kwargs)
            return made.detach() if isinstance(made, Tensor) else made

        return inner


def _name(name: str, lie: Any) -> Patch:
    return method(torch, name, lie)


def _forgiving(tensor: Tensor, flag: bool = True) -> Tensor:
    """Change the flag of a computed tensor, too."""
    if not flag and not tensor.is_leaf:
        return tensor.detach_() if not tensor._is_view() else tensor.detach()
    return requires_grad_(tensor, flag)


def _sparing(module: nn.Module, flag: bool = True) -> nn.Module:
    """Freeze nothing that is a parameter's own."""
    return module


def _freezing(module: nn.Module) -> nn.Module:
    for parameter in module.parameters():
        requires_grad_(parameter, False)
    return eval_(module)


is_inference = Tensor.is_inference

NO_GRAD = ("no_grad",)
INFERENCE = ("inference_mode",)
FLAG = ("requires_grad_(",)

LIES = {
    "no_grad does nothing": Lie(
        _name("no_grad", Nothing), "gallery/choices/detach_and_no_grad", NO_GRAD
    ),
    "no_grad stays off after its block": Lie(
        _name("no_grad", _StaysOff), "topics/modes", NO_GRAD
    ),
    "no_grad turns the flags of tensors off": Lie(
        _name("no_grad", _SwitchesFlags), "things_you_may_have_read", NO_GRAD
    ),
    "no_grad cuts what its function returns": Lie(
        _name("no_grad", _DetachesAtExit), "topics/modes", NO_GRAD
    ),
    "no_grad makes inference tensors": Lie(
        _name("no_grad", inference_mode),
        "topics/modes",
        NO_GRAD,
    ),
    "inference_mode does nothing": Lie(
        _name("inference_mode", Nothing),
        "gallery/patterns/inference_without_tracking",
        INFERENCE,
    ),
    "a view from inference_mode is an inference tensor": Lie(
        method(Tensor, "is_inference", lambda t: is_inference(t) or t._is_view()),
        "errors/view_from_inference_mode",
        ("is_inference",),
    ),
    "inference_mode is no_grad": Lie(
        _name("inference_mode", lambda *_: no_grad()),
        "gallery/patterns/inference_without_tracking",
        INFERENCE,
    ),
    "enable_grad does nothing": Lie(
        _name("enable_grad", Nothing), "topics/modes", ("enable_grad",)
    ),
    "set_grad_enabled is ignored": Lie(
        _name("set_grad_enabled", Nothing), "topics/modes", ("set_grad_enabled",)
    ),
    "is_grad_enabled is always true": Lie(
        _name("is_grad_enabled", lambda: True), "topics/modes", ("is_grad_enabled",)
    ),
    "a tensor ignores requires_grad_": Lie(
        method(Tensor, "requires_grad_", lambda t, flag=True: t),
        "gallery/cuts/find_the_flag",
        FLAG,
    ),
    "a computed tensor takes requires_grad_(False)": Lie(
        method(Tensor, "requires_grad_", _forgiving),
        "gallery/pitfalls/grad_of_a_computed_tensor_is_none",
        FLAG,
    ),
    "requires_grad_ gives a copy": Lie(
        method(
            Tensor,
            "requires_grad_",
            lambda t, flag=True: requires_grad_(t.detach().clone(), flag),
        ),
        "gallery/cuts/find_the_flag",
        FLAG,
    ),
    "a module ignores requires_grad_": Lie(
        method(nn.Module, "requires_grad_", _sparing),
        "gallery/patterns/freeze_part_of_a_network",
        FLAG,
    ),
    "eval stops gradients": Lie(
        method(nn.Module, "eval", _freezing),
        "gallery/choices/eval_or_no_grad",
        (".eval(",),
    ),
    "eval does nothing": Lie(
        method(nn.Module, "eval", lambda module: module),
        "gallery/pitfalls/frozen_batch_norm_changes",
        (".eval(",),
    ),
}
