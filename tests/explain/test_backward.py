"""Of several calls of backward the one that was asked for is judged."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from detach_examples import trace


@pytest.fixture
def model() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


def test_nothing_is_recorded_after_the_judged_backward(model: nn.Module) -> None:
    with trace() as record:
        loss = model(torch.ones(1, 3)).sum()
        loss.backward()
        number = record._tracer.operations.number
        model(torch.ones(1, 3)).sum().item()
    assert record._tracer.operations.number == number


@pytest.mark.parametrize("at", [1, 2, 3])
def test_the_backward_that_was_asked_for_is_judged(at: int, model: nn.Module) -> None:
    w = [torch.ones(1, requires_grad=True) for _ in range(3)]
    with trace(at=at) as record:
        for one in w:
            (one * 2).sum().backward()
    names = {f"w{i}": one for i, one in enumerate(w, 1)}
    report = record.explain(torch.ones(1), names)
    assert [p.name for p in report if p.status == "flows"] == [f"w{at}"]


def test_a_later_backward_that_fails_is_remembered_and_raises_its_own_error() -> None:
    w = torch.ones(1, requires_grad=True)
    with trace() as record:
        loss = w.exp().sum()
        loss.backward()
        with pytest.raises(RuntimeError, match="second time"):
            loss.backward()
    judged = record._tracer.judged
    assert judged is not None
    assert judged.later_error is not None
    message, site = judged.later_error
    assert "second time" in message
    assert site.code == "loss.backward()"
    assert len(record._tracer.backwards) == 1
