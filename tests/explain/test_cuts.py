"""The one table of kinds: complete, in words, each with its page and its cases."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import flow_truth
import projects
import pytest
import torch
from torch import Tensor, nn

from detach_examples.explain import cuts
from detach_examples.explain.cuts import ALWAYS_ZERO, KINDS, zero_kind

HERE = Path(__file__).parent
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_a_kind_says_what_it_is_what_it_means_and_what_to_do(kind: str) -> None:
    title, meaning, remedy, _, _ = KINDS[kind]
    assert title
    assert title == title.strip().removesuffix(".")
    assert re.fullmatch(r"[a-z][^.]*(\.\w+[^.]*)*", meaning)
    assert re.fullmatch(r"[A-Z].*\.", remedy)
    assert len(meaning) < 80
    assert len(remedy) < 90


@every_kind
def test_a_kind_has_a_page(kind: str) -> None:
    script = projects.ROOT / f"{KINDS[kind].page}.py"
    assert script.is_file()
    assert script.parent == projects.ROOT / "gallery/cuts"


def test_no_page_about_cuts_stands_without_a_kind() -> None:
    pages = {p.stem for p in (projects.ROOT / "gallery/cuts").glob("*.py")}
    assert pages == {Path(kind.page).name for kind in KINDS.values()}


def test_every_kind_of_the_cases_is_known_and_has_a_case() -> None:
    asked: set[str] = set()
    for script in HERE.glob("*cases/*.py"):
        truth = flow_truth.read(script.read_text(encoding="utf-8"))
        asked |= {kind for mark in truth.marks for kind in mark.kinds}
    assert asked - {"enable_grad_off"} == KINDS.keys() - {"not_differentiable"}


NODES: dict[str, list[Callable[[Tensor], Tensor]]] = {
    "round": [torch.round],
    "floor": [torch.floor, torch.ceil, torch.trunc, torch.fix],
    "sign": [torch.sign, torch.sgn],
    "clamp": [
        lambda w: w.clamp(5, 6),
        lambda w: w.clamp(min=5),
        lambda w: w.clamp_max(-5),
        nn.functional.hardtanh,
        nn.functional.hardsigmoid,
        nn.functional.relu6,
    ],
    "relu": [
        torch.relu,
        nn.functional.leaky_relu,
        nn.functional.elu,
        nn.functional.hardswish,
        nn.functional.softshrink,
        nn.functional.hardshrink,
        lambda w: nn.functional.threshold(w, 5, 0),
        lambda w: nn.functional.prelu(w, torch.zeros(1)),
    ],
    "rng": [torch.bernoulli, torch.poisson, lambda w: w.clone().uniform_()],
    "mask": [
        lambda w: w * torch.zeros(2),
        lambda w: w / torch.inf,
        lambda w: torch.where(w > 5, w, 0),
        lambda w: w.masked_fill(w < 5, 0),
        lambda w: nn.functional.dropout(w, 1.0),
    ],
    "": [torch.exp, torch.sum, lambda w: w[:1], lambda w: w + 1],
}


@pytest.mark.parametrize(
    ("kind", "function"),
    [(kind, f) for kind, functions in NODES.items() for f in functions],
)
def test_a_backward_node_is_known_by_its_name(
    kind: str, function: Callable[[Tensor], Tensor]
) -> None:
    made = function(torch.tensor([0.25, 0.75], requires_grad=True))
    assert made.grad_fn is not None
    assert zero_kind(made.grad_fn.name()) == kind


def test_kinds_of_zeros_are_kinds() -> None:
    assert {*cuts.ZERO_NODES, *ALWAYS_ZERO} <= KINDS.keys()


def test_every_kind_that_the_engine_names_is_in_the_table() -> None:
    """A kind is written down where an operation is recorded, as a plain string."""
    folder = Path(inspect.getfile(cuts)).parent
    text = "\n".join(f.read_text(encoding="utf-8") for f in folder.glob("*.py"))
    named = set(re.findall(r'(?:kind = |Cut\(|Meaning\("\w+", name, )"(\w+)"', text))
    assert named
    assert named <= KINDS.keys()
