"""Of several calls of backward the one that was asked for is judged."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from detach_examples import trace


@pytest.fixture
def w() -> Tensor:
    return torch.tensor([1.0, -2.0], requires_grad=True)


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


def test_an_error_of_backward_is_the_program_s_own(w: Tensor) -> None:
    with trace() as record:
        loss = (w * 2).sum()
        with pytest.raises(RuntimeError, match="scalar") as raised:
            (w * 2).backward()
    assert record._tracer.judged is not None
    assert record._tracer.judged.raised is raised.value
    assert w.grad is None
    assert loss.item() == -2


def test_the_first_gradient_that_was_asked_for_is_judged_where_no_backward_comes(
    w: Tensor,
) -> None:
    other, third = (torch.ones(2, requires_grad=True) for _ in range(2))
    with trace() as record:
        loss = (w * 2 + other.detach()).sum()
        (gradient,) = torch.autograd.grad(loss, w)
        torch.autograd.grad((third * 2).sum(), third)
    assert gradient.tolist() == [2, 2]
    judged = record._tracer.provisional
    assert judged is not None
    assert judged.site.code == "(gradient,) = torch.autograd.grad(loss, w)"
    assert record._tracer.judged is None
