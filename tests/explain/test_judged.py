"""What the judged backward brought to each leaf makes its status."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from detach_examples import trace
from detach_examples.explain.judged import Judged
from detach_examples.explain.report import Report


@pytest.fixture
def w() -> Tensor:
    return torch.tensor([1.0, -2.0], requires_grad=True)


def explain(loss: Callable[[], Tensor], **tensors: Tensor) -> tuple[Report, Judged]:
    with trace() as record:
        made = loss()
        made.backward()
    judged = record._tracer.judged
    assert judged is not None
    return record.explain(made, tensors), judged


@pytest.mark.parametrize(
    ("loss", "status"),
    [
        (lambda w: w.sum(), "flows"),
        (lambda w: w.square().sum(), "flows"),
        (lambda w: (w * 0).sum(), "zero"),
        (lambda w: (w * 0).sum() + w.sum(), "flows"),
        (lambda w: w.sum() - w.sum(), "zero"),
        (lambda w: w[:0].sum() + w.sum(), "flows"),
        (lambda w: w[:0].sum(), "zero"),
        (lambda w: w.sum() * torch.nan, "flows"),
        (lambda w: w.sqrt().sum(), "flows"),
    ],
)
def test_what_arrives_makes_the_status(
    loss: Callable[[Tensor], Tensor], status: str, w: Tensor
) -> None:
    report, judged = explain(lambda: loss(w), w=w)
    assert report["w"].status == status
    assert [named.name for named in judged.named] == ["w"]


@pytest.mark.parametrize("factors", [(0, 1), (1, 0)])
def test_of_several_arrivals_one_that_is_something_counts(
    factors: tuple[int, int], w: Tensor
) -> None:
    x = torch.ones(2, requires_grad=True)

    def loss() -> Tensor:
        a, b = (checkpoint(lambda v: v * w, x, use_reentrant=True) for _ in "ab")
        return (factors[0] * a + factors[1] * b).sum()

    assert explain(loss, w=w)[0]["w"].status == "flows"


def test_a_leaf_that_is_the_loss_flows(w: Tensor) -> None:
    one = torch.ones(1, requires_grad=True)
    report, _ = explain(lambda: one, one=one, w=w)
    assert report["one"].status == "flows"
    assert report["w"].status == "unused"


def test_gradients_of_an_earlier_call_are_of_no_account(w: Tensor) -> None:
    w.grad = torch.ones(2)
    other = torch.ones(2, requires_grad=True)
    report, _ = explain(lambda: (w * 2, other.sum())[1], w=w, other=other)
    assert [p.status for p in report] == ["unreached", "flows"]


def test_only_the_inputs_that_backward_was_asked_for_get_a_gradient(w: Tensor) -> None:
    other = torch.ones(2, requires_grad=True)
    with trace() as record:
        loss = (w * other).sum()
        torch.autograd.backward(loss, inputs=[other])
    assert w.grad is None
    report = record.explain(loss, {"w": w, "other": other})
    assert report["other"].status == "flows"
    assert report["w"].status != "flows"
