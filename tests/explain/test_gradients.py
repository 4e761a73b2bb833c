"""What ``torch.autograd.grad`` computes depends on what the graph has saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from detach_examples import trace

Step = Callable[[Tensor, Tensor, Tensor], Tensor]


@pytest.fixture
def w() -> Tensor:
    return torch.tensor([1.0, -2.0], requires_grad=True)


def explained(step: Step) -> dict[str, tuple[str, list[str]]]:
    """Use a step's gradient for ``x`` in a loss; say what became of a, b and x."""
    tensors = {n: torch.tensor([0.5, 0.7], requires_grad=True) for n in "abx"}
    with trace() as record:
        loss = (step(**tensors) * torch.ones(2, requires_grad=True)).sum()
    report = record.explain(loss, tensors)
    return {p.name: (p.status, [c.kind for c in p.causes]) for p in report}


def gradient(y: Tensor, x: Tensor, create: bool = False) -> Tensor:
    (found,) = torch.autograd.grad(y.sum(), x, create_graph=create)
    return found


@pytest.mark.parametrize(
    ("step", "cut"),
    [
        (lambda a, b, x: gradient(a * x + b, x), "a"),
        (lambda a, b, x: gradient(a.exp() * x + b * b, x), "a"),
        (lambda a, b, x: gradient((x * x * a).tanh() + b, x), "ax"),
        (lambda a, b, x: gradient((x + b).exp() * a, x), "abx"),
        (lambda a, b, x: gradient(x.sin() + a * b, x), "x"),
        (lambda a, b, x: gradient(x + a + b, x), ""),
        (lambda a, b, x: gradient(nn.functional.linear(x, a[None], b[:1]), x), "a"),
        (lambda a, b, x: gradient(torch.where(a > b, x * a, x), x), "a"),
        (lambda a, b, x: gradient(x * a, x, create=True).detach() * 0 + b, ""),
    ],
)
def test_a_gradient_without_a_graph_cuts_what_it_was_computed_from(
    step: Step, cut: str
) -> None:
    found = explained(step)
    assert {n for n in "abx" if "create_graph" in found[n][1]} == {*cut}


def test_with_a_graph_gradient_flows_through_the_gradient() -> None:
    found = explained(lambda a, b, x: gradient(a * x.square() + b, x, create=True))
    assert found["a"] == found["x"] == ("flows", [])
    assert found["b"] == ("unreached", [])


def test_what_lies_on_no_path_to_the_input_is_of_no_account() -> None:
    def step(a: Tensor, b: Tensor, x: Tensor) -> Tensor:
        quiet = b.detach()
        return gradient(a * x.square() + a * quiet, x, create=True)

    assert explained(step)["b"] == ("unreached", [])


def test_a_gradient_of_a_freed_graph_raises_its_own_error() -> None:
    x = torch.ones(2, requires_grad=True)
    y = x.square().sum()
    y.backward()
    with trace(), pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(y, x)


def test_weights_of_the_outputs_count_too() -> None:
    found = explained(lambda a, b, x: torch.autograd.grad(x * 2, x, a + 0 * b)[0])
    assert found["a"] == ("cut", ["create_graph"])


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (lambda a, b, x: gradient(torch.where(b > 0.6, x * 2, x), x), "integer"),
        (lambda a, b, x: gradient(x * b.detach(), x), "detach"),
        (lambda a, b, x: gradient(x * b.detach() * a, x, create=True), "detach"),
    ],
)
def test_what_was_cut_on_its_way_to_the_gradient_is_blamed_there(
    step: Step, kind: str
) -> None:
    assert explained(step)["b"] == ("cut", [kind])


@pytest.mark.parametrize("retain", [False, True])
def test_a_graph_is_freed_by_a_gradient_as_it_would_be(w: Tensor, retain: bool) -> None:
    with trace():
        loss = w.square().sum()
        torch.autograd.grad(loss, w, retain_graph=retain)
        if retain:
            torch.autograd.grad(loss, w)
        else:
            with pytest.raises(RuntimeError, match="second time"):
                torch.autograd.grad(loss, w)


def test_a_gradient_that_is_refused_raises_its_own_error(w: Tensor) -> None:
    other = torch.ones(1, requires_grad=True)
    with trace(), pytest.raises(RuntimeError, match="not have been used in the graph"):
        torch.autograd.grad(w.sum(), other)
