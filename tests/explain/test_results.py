"""What a call made, and what it wrote, is tied to what it read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from detach_examples import trace
from detach_examples.explain.record import Value

A, B = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)


def out() -> list[Tensor]:
    made = torch.empty(2)
    torch.add(A.detach(), B.detach(), out=made)
    return [made]


def in_place() -> list[Tensor]:
    return [(A * 1).mul_(B)]


def overwritten() -> list[Tensor]:
    return [(A * 1).copy_(B)]


def lists() -> list[Tensor]:
    return list(torch._foreach_add([A, B], [B * 1, B * 2]))


def pairs() -> list[Tensor]:
    return list(torch.broadcast_tensors(A[None], B[:, None]))


def parts() -> list[Tensor]:
    return list(torch.stack([A, B]).unbind())


def behind(value: Value) -> set[int]:
    """Return the values without a maker that a value was made from."""
    if value.maker is None:
        return {id(value)}
    return {key for use in value.maker.uses for key in behind(use.value)}


@pytest.mark.parametrize(
    ("make", "leads"),
    [
        (out, ["AB"]),
        (in_place, ["AB"]),
        (overwritten, ["B"]),
        (lists, ["AB", "B"]),
        (pairs, ["A", "B"]),
        (parts, ["AB", "AB"]),
    ],
    ids=lambda thing: getattr(thing, "__name__", ""),
)
def test_a_result_leads_back_to_what_it_depends_on(
    make: Callable[[], list[Tensor]], leads: list[str]
) -> None:
    with trace() as record:
        values = [record._tracer.uses.of(tensor).value for tensor in make()]
        starts = {n: record._tracer.uses.of(t).value for n, t in (("A", A), ("B", B))}
    found = [behind(value) for value in values]
    assert found == [{id(starts[name]) for name in names} for names in leads]


def test_the_latest_writes_in_place_are_remembered() -> None:
    with trace() as record:
        (A * 1).add_(1)
        torch.exp(A.detach(), out=torch.empty(2))
    makers = [value.maker for value in record._tracer.results.written]
    assert [op.name for op in makers if op is not None] == ["add_", "exp"]
