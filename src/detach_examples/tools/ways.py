"""The ways to stop a gradient, each applied to one square root."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.autograd import Function


class Applied(NamedTuple):
    """``y`` is the square root of a leaf; ``result`` is what the way made of it."""

    y: Tensor
    result: Any


@dataclass(frozen=True)
class Way:
    """A way to stop a gradient: ``apply`` takes the leaf, ``code`` is what you type."""

    name: str
    code: str
    apply: Callable[[Tensor], Applied]


def _after(tool: Callable[[Tensor], Any]) -> Callable[[Tensor], Applied]:
    def apply(x: Tensor) -> Applied:
        y = x.sqrt()
        return Applied(y, tool(y))

    return apply


def _inside(block: Callable[[], AbstractContextManager[Any]]) -> Callable[..., Applied]:
    def apply(x: Tensor) -> Applied:
        with block():
            y = x.sqrt()
        return Applied(y, y)

    return apply


def _frozen(x: Tensor) -> Applied:
    y = x.requires_grad_(False).sqrt()
    return Applied(y, y)


def _evaluated(x: Tensor) -> Applied:
    layer = nn.Identity().eval()
    y = layer(x).sqrt()
    return Applied(y, y)


def _copied(y: Tensor) -> Tensor:
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        return torch.tensor(y)


class _Stop(Function):
    @staticmethod
    def forward(ctx: Any, y: Tensor) -> Tensor:
        return y.clone()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> None:
        return None


def _stopped(y: Tensor) -> Any:
    return _Stop.apply(y)  # type: ignore[no-untyped-call]  # torch has no types for it


WAYS = (
    Way(
        "detach",
        "y.detach()",
        _after(lambda y: y.detach()),
    ),
    Way(
        "detach_",
        "y.detach_()",
        _after(lambda y: y.detach_()),
    ),
    Way(
        ".data",
        "y.data",
        _after(lambda y: y.data),
    ),
    Way(
        "detach, clone",
        "y.detach().clone()",
        _after(lambda y: y.detach().clone()),
    ),
    Way(
        "clone, detach",
        "y.clone().detach()",
        _after(lambda y: y.clone().detach()),
    ),
    Way(
        "clone",
        "y.clone()",
        _after(lambda y: y.clone()),
    ),
    Way(
        "no_grad",
        "with torch.no_grad():",
        _inside(torch.no_grad),
    ),
    Way(
        "inference_mode",
        "with torch.inference_mode():",
        _inside(torch.inference_mode),
    ),
    Way(
        "requires_grad_",
        "x.requires_grad_(False)",
        _frozen,
    ),
    Way(
        "torch.tensor",
        "torch.tensor(y)",
        _after(_copied),
    ),
    Way(
        "item",
        "y.tolist(), y[0].item()",
        _after(lambda y: y.tolist()),
    ),
    Way(
        "numpy",
        "y.detach().numpy()",
        _after(lambda y: y.detach().numpy()),
    ),
    Way("eval", "layer.eval()", _evaluated),
    Way(
        "Function",
        "Function: return None",
        _after(_stopped),
    ),
)
