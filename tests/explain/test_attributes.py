"""What is set on a tensor is told with the line that set it."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from detach_examples import trace


@pytest.fixture
def w() -> Tensor:
    return torch.ones(2, requires_grad=True)


def test_values_put_into_another_tensor_are_cut_there(w: Tensor) -> None:
    with trace() as record:
        other = torch.zeros(2, requires_grad=True)
        other.data = w * 2
        loss = other.sum()
    (cause,) = record.explain(loss, {"w": w})["w"].causes
    assert (cause.kind, cause.code) == ("setattr", "other.data = w * 2")


def test_a_parameter_that_was_told_not_to_ask_is_blamed_on_that_line() -> None:
    w, head = (torch.nn.Parameter(torch.ones(2)) for _ in range(2))
    with trace() as record:
        w.requires_grad_(False)
        made = w * head
        w.requires_grad_(True)
        loss = made.sum()
    (cause,) = record.explain(loss, {"w": w})["w"].causes
    assert (cause.kind, cause.code) == ("requires_grad_", "w.requires_grad_(False)")


def test_a_tensor_that_is_told_to_ask_may_be_cut_off() -> None:
    data, head = torch.ones(2), torch.ones(2, requires_grad=True)
    with trace() as record:
        start = data * 2
        data.requires_grad = True
        loss = (data.detach() * start * head).sum()
    assert record.explain(loss, {"data": data})["data"].status == "cut"


def test_a_hook_is_remembered_with_its_line(w: Tensor) -> None:
    with trace() as record:
        w.register_hook(torch.zeros_like)
        loss = w.sum()
        loss.backward()
    (cause,) = record.explain(loss, {"w": w})["w"].causes
    assert (cause.effect, cause.code) == ("zero", "w.register_hook(torch.zeros_like)")
    assert record._tracer.hooked
