"""A value that leaves torch is a cut by its own name; one that is shown is read."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from detach_examples import trace


@pytest.mark.parametrize(
    ("leave", "kind"),
    [
        (lambda w: w.sum().item(), "item"),
        (lambda w: w.tolist()[0], "tolist"),
        (lambda w: w.detach().numpy()[0], "detach numpy"),
        (lambda w: float(w.detach()[0]), "detach float"),
        (lambda w: pickle.loads(pickle.dumps(w))[0], "setattr"),
    ],
    ids=["item", "tolist", "numpy", "float", "pickle"],
)
def test_a_value_that_leaves_is_cut_where_it_left(
    leave: Callable[[Tensor], Any], kind: str
) -> None:
    w, head = (torch.ones(2, requires_grad=True) for _ in range(2))
    with trace() as record:
        loss = (head * leave(w)).sum()
    causes = record.explain(loss, {"w": w})["w"].causes
    assert {cause.kind for cause in causes} <= {*kind.split()}
    assert causes


@pytest.mark.parametrize(("look", "read"), [(repr, True), (id, False)])
def test_what_is_shown_is_read(look: Callable[[Tensor], Any], read: bool) -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        look(w)
        loss = torch.ones(1, requires_grad=True).sum()
    status = record.explain(loss, {"w": w})["w"].status
    assert status == ("unreached" if read else "unused")


def test_a_value_that_nothing_trains_leaves_without_a_trace() -> None:
    with trace() as record:
        data = torch.ones(2)
        number = record._tracer.operations.number
        assert data.tolist() == [1, 1]
        assert record._tracer.operations.number == number
        assert not record._tracer.follower.statements.active
