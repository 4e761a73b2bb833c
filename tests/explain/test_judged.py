"""The judged backward is watched: what arrived where, and nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from detach_examples import trace
from detach_examples.explain.judged import Judged, some
from detach_examples.explain.report import Report


@pytest.fixture
def w() -> Tensor:
    return torch.tensor([1.0, -2.0], requires_grad=True)


def sparse(*values: float) -> Tensor:
    """Return a sparse tensor that holds several values for one place."""
    places = [[0] * len(values)]
    return torch.sparse_coo_tensor(places, values, (2,), check_invariants=True)


@pytest.mark.parametrize(
    ("gradient", "anything"),
    [
        (None, None),
        (torch.zeros(3), False),
        (torch.zeros(0), False),
        (torch.tensor([0.0, 1e-30]), True),
        (torch.tensor([0.0, torch.nan]), True),
        (torch.tensor([0.0, torch.inf]), True),
        (torch.tensor([0j, 1j]), True),
        (torch.zeros(2, 2).to_sparse(), False),
        (torch.eye(2).to_sparse(), True),
        (torch.eye(7)[0], True),
        (sparse(1.0, -1.0), False),
    ],
    ids=str,
)
def test_a_gradient_is_something_unless_it_is_exact_zeros(
    gradient: Tensor | None, anything: bool | None
) -> None:
    assert some(gradient) is anything


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


def test_hooks_of_the_user_run_once(w: Tensor) -> None:
    seen: list[str] = []
    w.register_hook(lambda g: seen.append("leaf"))
    h = w * 2
    h.register_hook(lambda g: seen.append("inner"))
    with trace():
        loss = h.sum()
        loss.backward(retain_graph=True)
    assert seen == ["inner", "leaf"]
    loss.backward()
    assert seen == ["inner", "leaf"] * 2


def test_nothing_watches_a_second_backward(
    w: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detach_examples.explain import judged as room

    with trace():
        loss = (w * 2).sum()
        loss.backward(retain_graph=True)
    monkeypatch.setattr(room, "some", lambda gradient: pytest.fail("still watching"))
    loss.backward()
    assert w.grad is not None
    assert w.grad.tolist() == [4, 4]


def test_an_error_of_backward_is_the_program_s_own(w: Tensor) -> None:
    with trace() as record:
        loss = (w * 2).sum()
        with pytest.raises(RuntimeError, match="scalar") as raised:
            (w * 2).backward()
    assert record._tracer.judged is not None
    assert record._tracer.judged.raised is raised.value
    assert w.grad is None
    assert loss.item() == -2


def test_hooks_are_taken_off_after_an_error(
    w: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detach_examples.explain import judged as room

    class Refuses(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            return x.clone()

        @staticmethod
        def backward(ctx: Any, gradient: Tensor) -> Tensor:
            raise KeyError("mine")

    h = w * 2
    with trace(), pytest.raises(KeyError, match="mine"):
        Refuses.apply(h).sum().backward()
    monkeypatch.setattr(room, "some", lambda gradient: pytest.fail("still watching"))
    h.sum().backward()


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


@pytest.mark.parametrize("retain", [False, True])
def test_a_graph_is_freed_by_a_gradient_as_it_would_be(w: Tensor, retain: bool) -> None:
    with trace():
        loss = w.square().sum()
        torch.autograd.grad(loss, w, retain_graph=retain)
        if retain:
            torch.autograd.grad(loss, w)
        else:
            with pytest.raises(RuntimeError, match="second time"):
                torch.autograd.grad(loss, w)


def test_a_gradient_that_is_refused_raises_its_own_error(w: Tensor) -> None:
    other = torch.ones(1, requires_grad=True)
    with trace(), pytest.raises(RuntimeError, match="not have been used in the graph"):
        torch.autograd.grad(w.sum(), other)


def test_a_module_s_backward_hook_runs_as_ever() -> None:
    layer, seen = nn.Linear(2, 2), []
    layer.register_full_backward_hook(lambda m, gave, got: seen.append(m))
    with trace():
        layer.register_full_backward_hook(lambda m, gave, got: seen.append(m))
        layer(torch.ones(1, 2, requires_grad=True)).sum().backward()
    assert seen == [layer, layer]
