"""What torch says of a tensor is asked without ever raising an error."""

from __future__ import annotations

import pytest
import torch

from detach_examples.explain.facts import (
    history_of,
    is_discrete,
    sequence_of,
    storage_of,
    tensors_in,
)


def test_tensors_are_found_in_nested_arguments() -> None:
    a, b, c, d = torch.ones(4)
    things = [a, 1, "x", [b, (None, {"k": c})], {"k": [[d]]}]
    assert [id(t) for t in tensors_in(things)] == [id(t) for t in (a, b, c, d)]


def test_a_list_within_itself_is_searched_to_an_end() -> None:
    endless: list[object] = [torch.ones(1)]
    endless.append(endless)
    assert 0 < len(list(tensors_in([endless]))) < 20


def test_a_tensor_that_has_no_storage_is_no_error() -> None:
    with torch.inference_mode():
        quiet = torch.ones(1)
    assert storage_of(torch.ones(2, 2).to_sparse()) == 0
    assert storage_of(quiet) == quiet.data_ptr()


def test_a_view_that_tells_no_history_is_no_error() -> None:
    base = torch.ones(2)
    with torch.no_grad():
        view = base[:1]
    base.mul_(torch.ones(2, requires_grad=True))
    assert history_of(view) is None


@pytest.mark.parametrize(
    ("dtype", "discrete"),
    [(torch.float16, False), (torch.complex64, False)]
    + [(torch.int64, True), (torch.bool, True)],
)
def test_whole_numbers_and_booleans_are_discrete(
    dtype: torch.dtype, discrete: bool
) -> None:
    assert is_discrete(torch.ones(1).to(dtype)) is discrete


def test_a_node_without_a_number_is_no_error() -> None:
    first = torch.ones(1, requires_grad=True) * 2
    second = first + 1
    assert sequence_of(second.grad_fn) > sequence_of(first.grad_fn) >= 0
    assert sequence_of(None) == -1


def test_the_number_of_a_leaf_s_own_node_says_nothing() -> None:
    product = torch.ones(1, requires_grad=True) * 2
    (leaf, _), _ = product.grad_fn.next_functions
    assert leaf.name() == "torch::autograd::AccumulateGrad"
    assert sequence_of(leaf) == -1
