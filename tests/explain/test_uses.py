"""A read value is known by what it is now, also where its making was not seen."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from detach_examples import trace


@pytest.fixture
def w() -> Tensor:
    return torch.ones(2, requires_grad=True)


def test_what_unseen_code_made_is_tied_to_what_its_graph_leads_to(w: Tensor) -> None:
    with trace() as record:
        with torch._C.DisableTorchFunction():
            hidden = w * 2 + 1
        value = record._tracer.uses.of(hidden).value
    assert value.maker is not None
    assert value.maker.name == "unseen"
    assert [u.value for u in value.maker.uses] == [record._tracer.uses.of(w).value]


def test_what_was_written_by_another_name_is_another_value(w: Tensor) -> None:
    with trace() as record:
        base = w.detach().clone()
        before = record._tracer.uses.of(base).value
        view = base[:1]
        view.mul_(3)
        value = record._tracer.uses.of(base).value
    assert value is not before
    assert value.maker is not None
    assert value.maker.role == "refresh"
    assert value.maker.updates is before


@pytest.mark.parametrize(
    ("name", "read"),
    [("zeros_like", ""), ("expand_as", "a"), ("full_like", "b"), ("add", "ab")],
)
def test_a_function_reads_the_values_that_its_meaning_says(
    name: str, read: str
) -> None:
    a, b = torch.ones(2), torch.ones(2)
    with trace() as record:
        uses = record._tracer.uses
        found = {id(use.value) for use in uses.given(name, (a, b), {})}
        assert found == {id(uses.of({"a": a, "b": b}[n]).value) for n in read}
