"""Make torch lie in one way at a time: the page that teaches the truth must object."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from detach_examples.guard import golden
from detach_examples.guard.script import scripts

ROOT = Path(__file__).resolve().parents[2]
PAGES = {script.page: script for script in scripts(ROOT)}

Patch = Callable[[pytest.MonkeyPatch], None]
real_detach, real_numpy = torch.Tensor.detach, torch.Tensor.numpy
real_round, real_call = torch.Tensor.round, torch.func.functional_call


def _method(owner: type, name: str, lie: Callable[..., Any]) -> Patch:
    return lambda patch: patch.setattr(owner, name, lie)


def _called_with_copies(module: Any, values: Any, *args: Any) -> Any:
    copies = {name: value.detach() for name, value in values.items()}
    return real_call(module, copies, *args)


class _Nothing(contextlib.nullcontext[None], contextlib.ContextDecorator):
    """Does nothing as a context, and as a decorator."""


LIES: dict[str, Patch] = {
    "detach copies": _method(torch.Tensor, "detach", lambda t: real_detach(t).clone()),
    "detach does nothing": _method(torch.Tensor, "detach", lambda t: t),
    "detach keeps tracking": _method(
        torch.Tensor, "detach", lambda t: real_detach(t).requires_grad_()
    ),
    "detach has its own counter": _method(torch.Tensor, "detach", lambda t: t.data),
    "detach changes its source": _method(torch.Tensor, "detach", torch.Tensor.detach_),
    "numpy copies": _method(
        torch.Tensor, "numpy", lambda t, **kw: real_numpy(t, **kw).copy()
    ),
    "numpy detaches in silence": _method(
        torch.Tensor, "numpy", lambda t, **kw: real_numpy(real_detach(t), **kw)
    ),
    "clone aliases": _method(torch.Tensor, "clone", lambda t: t),
    "tolist keeps the gradient": _method(torch.Tensor, "tolist", lambda t: [*t]),
    "a comparison has a slope": _method(torch.Tensor, "__gt__", torch.Tensor.sub),
    "rsample only draws": _method(
        torch.distributions.Normal, "rsample", torch.distributions.Normal.sample
    ),
    "item returns a tensor": _method(torch.Tensor, "item", lambda t: t),
    "a module ignores requires_grad_": _method(
        torch.nn.Module, "requires_grad_", lambda module, flag=True: module
    ),
    "no_grad does nothing": lambda patch: patch.setattr(torch, "no_grad", _Nothing),
    "inference_mode is no_grad": lambda patch: patch.setattr(
        torch, "inference_mode", torch.no_grad
    ),
    "functional_call copies": lambda patch: patch.setattr(
        torch.func, "functional_call", _called_with_copies
    ),
    "a tensor ignores requires_grad_": _method(
        torch.Tensor, "requires_grad_", lambda t, flag=True: t
    ),
    "grad keeps the graph": lambda patch: patch.setattr(
        torch.autograd, "grad", partial(torch.autograd.grad, create_graph=True)
    ),
    "round passes the gradient": _method(
        torch.Tensor, "round", lambda t: t + (real_round(t) - t).detach()
    ),
}

TAUGHT = {
    "first_steps/detach_leaves_the_graph": ["detach does nothing"],
    "first_steps/detach_turns_tracking_off": ["detach changes its source"],
    "first_steps/operations_after_detach_are_untracked": ["detach keeps tracking"],
    "first_steps/detach_without_grad_is_harmless": ["detach copies", "clone aliases"],
    "first_steps/backward_on_detached_raises": ["detach keeps tracking"],
    "first_steps/detach_shares_memory": ["detach copies", "detach has its own counter"],
    "first_steps/detach_costs_the_same_at_any_size": ["detach copies"],
    "first_steps/detach_releases_the_graph": ["detach does nothing"],
    "choices/detach_and_no_grad": ["no_grad does nothing"],
    "choices/detach_and_data": ["detach has its own counter"],
    "patterns/use_a_value_without_training_it": ["detach does nothing"],
    "patterns/tensor_to_numpy": ["numpy copies", "numpy detaches in silence"],
    "patterns/freeze_part_of_a_network": ["a module ignores requires_grad_"],
    "patterns/log_without_holding_the_graph": ["item returns a tensor"],
    "patterns/inference_without_tracking": [
        "no_grad does nothing",
        "inference_mode is no_grad",
    ],
    "pitfalls/gradient_stops_at_detach": ["detach does nothing"],
    "pitfalls/inplace_edit_reaches_the_graph": ["detach has its own counter"],
    "cuts/find_the_detach": ["detach does nothing", "detach keeps tracking"],
    "cuts/find_the_copy": ["functional_call copies"],
    "cuts/find_the_flag": ["a tensor ignores requires_grad_"],
    "cuts/find_the_silent_function": ["grad keeps the graph"],
    "cuts/find_the_zeros": ["round passes the gradient"],
    "cuts/find_the_switched_off_block": [
        "no_grad does nothing",
        "inference_mode is no_grad",
    ],
    "cuts/follow_a_value_through_python": ["tolist keeps the gradient"],
    "cuts/find_the_integer": [
        "a comparison has a slope",
        "rsample only draws",
        "detach does nothing",
    ],
}


@pytest.mark.parametrize(
    ("page", "lie"), [(page, lie) for page, lies in TAUGHT.items() for lie in lies]
)
def test_a_lie_is_noticed(page: str, lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    script = PAGES[page]
    LIES[lie](monkeypatch)
    try:
        told = golden.run(script)
    except Exception as error:
        # The page must object, not the machinery: the error comes from its own line.
        files = {f.filename for f in traceback.extract_tb(error.__traceback__)}
        assert str(script.path) in files
    else:
        assert told != golden.frozen(ROOT, script).read_text("utf-8")


def test_every_page_and_every_lie_is_tried() -> None:
    assert set(TAUGHT) == set(PAGES)
    assert {lie for lies in TAUGHT.values() for lie in lies} == set(LIES)
