"""The table of what each function of torch means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from detach_examples.explain import calls
from detach_examples.explain.calls import Meaning, meaning_of, writes_in_place
from detach_examples.explain.cuts import KINDS


def getter(name: str) -> Callable[..., Any]:
    return vars(torch._C.TensorBase).get(name, getattr(Tensor, name)).__get__


def setter(name: str) -> Callable[..., Any]:
    return vars(torch._C.TensorBase)[name].__set__


@pytest.mark.parametrize(
    ("function", "meaning"),
    [
        (torch.nn.functional.relu, ("record", "relu")),
        (Tensor.detach, ("record", "detach", "detach")),
        (torch.detach, ("record", "detach", "detach")),
        (Tensor.detach_, ("record", "detach_", "detach_")),
        (getter("data"), ("record", "data", "data")),
        (setter("data"), ("put", "data", "setattr")),
        (torch.tensor, ("record", "tensor", "tensor")),
        (torch.as_tensor, ("record", "as_tensor", "tensor")),
        (Tensor.new_tensor, ("record", "new_tensor", "tensor")),
        (Tensor.item, ("escape", "item", "item")),
        (Tensor.__format__, ("escape", "__format__", "item")),
        (Tensor.__float__, ("escape", "__float__", "float")),
        (Tensor.__bool__, ("escape", "__bool__", "float")),
        (Tensor.__index__, ("escape", "__index__", "float")),
        (Tensor.tolist, ("escape", "tolist", "tolist")),
        (Tensor.numpy, ("escape", "numpy", "numpy")),
        (Tensor.__array__, ("escape", "__array__", "numpy")),
        (torch._C._set_grad_enabled, ("switch", "_set_grad_enabled")),
        (Tensor.requires_grad_, ("require", "requires_grad_")),
        (setter("requires_grad"), ("require", "requires_grad")),
        (Tensor.register_hook, ("hook", "register_hook")),
        (Tensor.backward, ("backward", "backward")),
        (torch.autograd.backward, ("backward", "backward")),
        (torch.autograd.grad, ("grad", "grad")),
        (Tensor.__repr__, ("look", "__repr__")),
        (getter("T"), ("record", "T")),
        (getter("mH"), ("record", "mH")),
        (getter("grad"), ("plain", "grad")),
        (getter("shape"), ("plain", "shape")),
        (setter("grad"), ("plain", "grad")),
        (Tensor.size, ("plain", "size")),
        (Tensor.__len__, ("plain", "__len__")),
    ],
)
def test_a_function_means(function: Any, meaning: tuple[str, ...]) -> None:
    assert meaning_of(function) == Meaning(*meaning)


@pytest.mark.parametrize(
    ("name", "writes"),
    [
        ("add_", True),
        ("__iadd__", True),
        ("__setitem__", True),
        ("_foreach_add_", True),
        ("add", False),
        ("__add__", False),
        ("__getitem__", False),
        ("__radd__", False),
    ],
)
def test_a_name_says_whether_a_function_writes_in_place(
    name: str, writes: bool
) -> None:
    assert writes_in_place(name) is writes


def test_every_kind_of_the_table_is_known() -> None:
    assert {*calls.ESCAPES.values(), *calls.CUTS.values()} <= KINDS.keys()


def test_a_function_that_overwrites_leaves_nothing() -> None:
    one: dict[str, tuple[Any, ...]] = {"copy_": (torch.tensor(0.5),)}
    one |= dict.fromkeys(("fill_", "bernoulli_", "geometric_"), (0.5,))
    for name in (n for n in calls.OVERWRITES - {"set_"} if hasattr(Tensor, n)):
        found = []
        for start in (1.0, torch.nan):
            torch.manual_seed(0)
            tensor = torch.full((2, 2), start)
            getattr(tensor, name)(*one.get(name, ()))
            found.append(tensor)
        assert torch.equal(*found), name
