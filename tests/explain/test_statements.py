"""Python's trace function is taken when a value has left, and given back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from detach_examples import trace


@pytest.fixture
def model() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


@pytest.fixture
def debugger() -> Iterator[list[int]]:
    """Set a trace function, as a debugger does; yield the lines that it saw."""
    lines, before = list[int](), sys.gettrace()

    def seeing(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_name == "escaping":
            lines.append(frame.f_lineno)
            return seeing
        return None

    sys.settrace(seeing)
    yield lines
    assert sys.gettrace() is seeing
    sys.settrace(before)


def escaping(w: Tensor) -> Tensor:
    total = 0.0
    for i in range(2):
        total += w[i].item()
    return torch.ones(2, requires_grad=True) * total


def test_a_debugger_keeps_its_trace_function(debugger: list[int]) -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        loss = escaping(w).sum()
    report = record.explain(loss, {"w": w})
    assert len(debugger) >= 7
    assert report["w"].status in ("cut", "unreached")
    assert report["w"].status == "cut" or not report["w"].certain


def test_without_a_debugger_no_trace_function_is_left() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        assert sys.gettrace() is None
        loss = escaping(w).sum()
        assert sys.gettrace() is not None
    assert sys.gettrace() is None
    assert sys._getframe().f_trace is None
    assert record.explain(loss, {"w": w})["w"].status == "cut"


def test_a_step_that_no_value_leaves_runs_without_a_trace_function(
    model: nn.Module,
) -> None:
    with trace():
        model(torch.ones(1, 3)).sum().backward()
        assert sys.gettrace() is None


def test_a_backward_inside_ends_the_trace_function() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace():
        loss = escaping(w).sum()
        loss.backward()
        assert sys.gettrace() is None
