"""What a tensor holds is known as long as it lives, and keeps nothing alive."""

from __future__ import annotations

import gc
import sys
import weakref

import pytest
import torch
from torch import Tensor, nn

from detach_examples.explain.record import Op, Place, Use
from detach_examples.explain.tensors import Tensors


@pytest.fixture
def known() -> Tensors:
    return Tensors()


def op(number: int, *uses: Use, name: str = "f") -> Op:
    frame = sys._getframe()
    return Op(number, name, list(uses), Place(frame.f_code, frame.f_lasti))


@pytest.mark.parametrize(
    ("tensor", "leaf", "parameter", "hot"),
    [
        (torch.ones(1), False, False, False),
        (torch.ones(1, requires_grad=True), True, False, True),
        (nn.Parameter(torch.ones(1)), True, True, True),
        (nn.Parameter(torch.ones(1), requires_grad=False), True, True, True),
        (torch.ones(1, requires_grad=True) * 2, False, False, True),
    ],
    ids=["data", "leaf", "parameter", "frozen", "computed"],
)
def test_a_tensor_that_is_met_tells_what_it_is(
    tensor: Tensor, leaf: bool, parameter: bool, hot: bool, known: Tensors
) -> None:
    value = known.adopt(tensor).value
    assert (value.holder.leaf, value.holder.parameter, value.hot) == (
        leaf,
        parameter,
        hot,
    )
    assert value.shape == (1,)


def test_a_tensor_is_found_until_it_is_gone(known: Tensors) -> None:
    tensor = torch.ones(1)
    assert known.find(tensor) is None
    assert known.holder(tensor) is None
    kept = known.adopt(tensor)
    assert known.find(tensor) is kept
    assert known.holder(tensor) is kept.holder
    gone = weakref.ref(tensor)
    key = id(tensor)
    del tensor
    gc.collect()
    assert gone() is None
    assert key not in known._known


def test_another_tensor_at_the_same_address_is_a_stranger(known: Tensors) -> None:
    tensor, other = torch.ones(1), torch.ones(1)
    known._known[id(other)] = known.adopt(tensor)
    assert known.find(other) is None


def test_a_write_makes_a_new_value_of_the_same_tensor(known: Tensors) -> None:
    tensor, weight = torch.zeros(2), torch.ones(2, requires_grad=True)
    entry = known.adopt(tensor)
    before = entry.value
    source = Use(known.adopt(weight).value, True)
    tensor.add_(weight)
    after = known.written(tensor, entry, op(1, source))
    assert entry.value is after is not before
    assert after.holder is before.holder
    assert (before.hot, after.hot, after.requires_grad) == (False, True, True)


def test_a_write_by_another_name_of_the_storage_is_noticed(known: Tensors) -> None:
    base = torch.zeros(2)
    view = base[:1]
    one, other = known.adopt(base), known.adopt(view)
    assert known.foreign_write(other) is None
    value = known.written(base, one, op(1))
    assert known.foreign_write(other) == (1, value)
    assert known.foreign_write(one) is None


def test_a_leaf_that_is_written_through_the_graph_is_none_any_more(
    known: Tensors,
) -> None:
    tensor = torch.zeros(2)
    entry = known.adopt(tensor)
    entry.holder.leaf = True
    tensor.mul_(torch.ones(2, requires_grad=True))
    known.written(tensor, entry, op(1))
    assert not entry.holder.leaf


def test_only_leaves_that_live_and_require_grad_are_listed(known: Tensors) -> None:
    weight, data = torch.ones(1, requires_grad=True), torch.ones(1)
    frozen = nn.Parameter(torch.ones(1), requires_grad=False)
    for tensor in (weight, data, frozen):
        known.adopt(tensor)
    known.adopt(torch.ones(1, requires_grad=True))
    assert [id(t) for t, _ in known.leaves()] == [id(weight)]


def test_what_is_forgotten_is_met_anew(known: Tensors) -> None:
    tensor = torch.ones(1)
    known.adopt(tensor)
    known.forget()
    assert known.find(tensor) is None
