"""So many operations are remembered; a report says if there were more."""

from __future__ import annotations

import gc

import torch
from torch import Tensor

from detach_examples import trace
from detach_examples.explain.session import Recording


def chain(length: int) -> tuple[Recording, Tensor, Tensor]:
    """Trace a chain of operations, remembering ten of them."""
    w = torch.ones(2, requires_grad=True)
    with trace(max_ops=10) as record:
        x = w.detach()
        for _ in range(length):
            x = x + 1
        loss = (x * torch.ones(2, requires_grad=True)).sum()
    return record, loss, w


def test_a_report_that_hit_the_bound_says_so() -> None:
    record, loss, w = chain(30)
    report = record.explain(loss, {"w": w})
    assert not report["w"].certain
    assert "bound" in report["w"].note
    assert "bound of 10 operations was hit" in report.text()


def test_a_report_within_the_bound_does_not() -> None:
    record, loss, w = chain(5)
    report = record.explain(loss, {"w": w})
    assert report["w"].status == "cut"
    assert report["w"].certain
    assert report.notes == ()


def test_memory_is_bounded_by_the_number_of_operations() -> None:
    record, _, _ = chain(1000)
    gc.collect()
    kept = [o for o in gc.get_objects() if type(o).__name__ == "Op"]
    mine = [op for op in kept if op.uses and op.place.code is chain.__code__]
    assert len(mine) <= 10
    assert record


def test_what_ran_inside_a_block_is_asked_only_for_what_came_from_outside() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        before = w * 2
        with record._tracer.operations.inside() as read:
            made = before + w
            made.sum()
        outside = {id(record._tracer.uses.of(t).value) for t in (before, w)}
    assert {id(use.value) for use in read} == outside
