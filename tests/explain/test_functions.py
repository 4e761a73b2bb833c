"""A custom Function is one operation, and goes on to work."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from detach_examples import trace


class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, times: int = 1) -> tuple[Tensor, int]:
        ctx.times = times
        return x * 2 * times, times

    @staticmethod
    def backward(ctx: Any, gradient: Tensor, _: None) -> tuple[Tensor, None]:
        return gradient * 2 * ctx.times, None


def test_a_custom_function_computes_the_same() -> None:
    x = torch.ones(2, requires_grad=True)
    with trace():
        y, times = Double.apply(x, 3)
        y.sum().backward()
    assert times == 3
    assert y.tolist() == [6, 6]
    assert x.grad is not None
    assert x.grad.tolist() == [6, 6]


def test_a_custom_function_that_fails_fails_as_ever() -> None:
    with trace() as record:
        with pytest.raises(TypeError, match="can't multiply sequence"):
            Double.apply("x", {})
        w = torch.ones(1, requires_grad=True)
        report = record.explain((w * 2).sum(), {"w": w})
    assert report["w"].status == "flows"


def test_what_a_custom_function_closes_over_gets_nothing_from_it() -> None:
    w, x = (torch.ones(2, requires_grad=True) for _ in range(2))

    class Scaled(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            return x * w

        @staticmethod
        def backward(ctx: Any, gradient: Tensor) -> Tensor:
            return gradient

    with trace() as record:
        loss = Scaled.apply(x).sum()
    report = record.explain(loss, {"w": w, "x": x})
    assert report["x"].status == "flows"
    assert [cause.kind for cause in report["w"].causes] == ["custom_function"]
