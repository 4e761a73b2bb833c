"""A backward is watched by hooks, which run once and are taken off again."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from detach_examples import trace
from detach_examples.explain.watch import some


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
    from detach_examples.explain import watch as room

    with trace():
        loss = (w * 2).sum()
        loss.backward(retain_graph=True)
    monkeypatch.setattr(room, "some", lambda gradient: pytest.fail("still watching"))
    loss.backward()
    assert w.grad is not None
    assert w.grad.tolist() == [4, 4]


def test_hooks_are_taken_off_after_an_error(
    w: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detach_examples.explain import watch as room

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
