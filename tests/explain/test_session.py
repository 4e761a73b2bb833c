"""From Python: trace a step, explain it, demand that gradients flow."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from detach_examples import assert_gradients_flow, trace
from detach_examples.explain.session import Recording


class Net(nn.Module):
    def __init__(self, cut: bool = True) -> None:
        super().__init__()
        self.encoder = nn.Linear(3, 4)
        self.spare = nn.Linear(4, 4)
        self.head = nn.Linear(4, 1)
        self.cut = cut

    def forward(self, x: Tensor) -> Tensor:
        h = self.encoder(x)
        if self.cut:
            h = h.detach()
        return self.head(h)


@pytest.fixture
def model() -> Net:
    return Net()


def step(model: nn.Module) -> Tensor:
    return model(torch.ones(2, 3)).square().mean()


STATUSES = {"encoder": "cut", "spare": "unused", "head": "flows"}


def assert_explained(record: Recording, loss: Tensor, model: nn.Module) -> None:
    report = record.explain(loss, model)
    assert [p.name for p in report] == [n for n, _ in model.named_parameters()]
    assert {p.name.partition(".")[0]: p.status for p in report} == STATUSES
    (cause,) = report["encoder.weight"].causes
    assert (cause.effect, cause.kind) == ("cut", "detach")
    assert (cause.file, cause.code) == (__file__, "h = h.detach()")


def test_a_step_without_a_backward_is_explained(model: Net) -> None:
    with trace() as record:
        loss = step(model)
    assert_explained(record, loss, model)


def test_a_backward_inside_the_trace_is_the_one_that_is_judged(model: Net) -> None:
    with trace() as record:
        loss = step(model)
        loss.backward()
    assert_explained(record, loss, model)
    assert record.explain(loss, model).backward.code == "loss.backward()"


def test_a_step_may_be_explained_twice_and_within_the_trace(model: Net) -> None:
    with trace() as record:
        loss = step(model)
        assert_explained(record, loss, model)
        assert_explained(record, loss, model)
    assert_explained(record, loss, model)


@pytest.mark.parametrize("before", [None, 3.0], ids=["no gradient", "a gradient"])
def test_a_backward_of_ours_leaves_gradients_and_graph_alone(
    model: Net, before: float | None
) -> None:
    for p in model.parameters():
        p.grad = None if before is None else torch.full_like(p, before)
    grads = [p.grad for p in model.parameters()]
    with trace() as record:
        loss = step(model)
    saved = loss.grad_fn
    record.explain(loss, model)
    now = [p.grad for p in model.parameters()]
    assert all(a is b for a, b in zip(grads, now, strict=True))
    assert before is None or all(bool((g == before).all()) for g in now)
    assert loss.grad_fn is saved
    loss.backward()
    assert model.head.weight.grad is not None
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()


def test_hooks_and_retained_gradients_see_our_backward_as_any_other() -> None:
    w, arrived = torch.ones(2, requires_grad=True), list[Tensor]()
    handle = w.register_hook(arrived.append)
    with trace() as record:
        loss = (w * 2).sum()
    record.explain(loss, {"w": w})
    handle.remove()
    loss.backward()
    assert [g.tolist() for g in arrived] == [[2, 2]]
    assert w.grad is not None
    assert w.grad.tolist() == [2, 2]


def test_a_loss_of_several_elements_is_explained(model: Net) -> None:
    with trace() as record:
        losses = model(torch.ones(2, 3))
    assert losses.shape == (2, 1)
    assert_explained(record, losses, model)


def test_weights_of_the_outputs_are_those_of_the_user() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        y = w * 1
        y.backward(torch.zeros(2))
    assert record.explain(y, {"w": w})["w"].status == "zero"


@pytest.mark.parametrize(
    "given",
    [
        lambda model: model,
        lambda model: dict(model.named_parameters()),
        lambda model: model.named_parameters(),
        lambda model: list(model.named_parameters()),
    ],
    ids=["module", "mapping", "iterator", "pairs"],
)
def test_parameters_come_as_a_module_or_by_name(
    model: Net, given: Callable[[Net], Any]
) -> None:
    with trace() as record:
        loss = step(model)
    report = record.explain(loss, given(model))
    assert [p.name for p in report] == [n for n, _ in model.named_parameters()]


def test_names_are_those_that_were_given(model: Net) -> None:
    with trace() as record:
        loss = step(model)
    report = record.explain(loss, {"mine": model.encoder.weight})
    assert [p.name for p in report] == ["mine"]
    assert report["mine"].status == "cut"


def test_tied_weights_have_one_verdict(model: Net) -> None:
    model.spare.weight = model.encoder.weight
    with trace() as record:
        loss = step(model)
    assert len(record.explain(loss, model).parameters) == 5


def test_a_model_that_was_made_inside_the_trace_is_explained() -> None:
    with trace() as record:
        model = Net()
        loss = step(copy.deepcopy(model))
    report = record.explain(loss, model)
    assert {p.status for p in report} == {"cut", "unreached"}
    assert {c.kind for p in report for c in p.causes} == {"deepcopy"}


def test_what_ran_before_the_trace_is_walked_by_its_graph(model: Net) -> None:
    model.cut = False
    h = model.encoder(torch.ones(2, 3))
    with trace() as record:
        loss = model.head(h).sum()
    report = record.explain(loss, model)
    assert report["encoder.weight"].status == "flows"
    assert report["spare.weight"].status == "unused"


def test_a_cut_of_what_ran_before_the_trace_is_named(model: Net) -> None:
    h = torch.tanh(model.encoder(torch.ones(2, 3)))
    with trace() as record:
        loss = model.head(h.detach()).sum()
    (cause,) = record.explain(loss, model)["encoder.weight"].causes
    assert cause.code == "loss = model.head(h.detach()).sum()"


def test_what_was_cut_before_the_trace_is_not_guessed_at(model: Net) -> None:
    h = model.encoder(torch.ones(2, 3)).detach()
    with trace() as record:
        loss = model.head(h).sum()
    found = record.explain(loss, model)["encoder.weight"]
    assert found.causes == []
    assert found.status in ("unused", "unreached", "cut")


def test_two_losses_are_judged_one_by_one() -> None:
    a, b = (torch.ones(2, requires_grad=True) for _ in "ab")
    with trace() as record:
        one, other = (a * 2).sum(), (b * 2).sum()
    found = [record.explain(loss, {"a": a, "b": b}) for loss in (one, other)]
    assert [[p.status for p in report] for report in found] == [
        ["flows", "unreached"],
        ["unreached", "flows"],
    ]


def test_a_step_that_raises_raises_its_own_error(model: Net) -> None:
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"), trace():
        model(torch.ones(2, 5))


# -- a demand for a test of one's own ------------------------------------------


def test_a_demand_that_is_met_says_nothing_and_leaves_no_gradient() -> None:
    model = Net(cut=False)
    assert_gradients_flow(lambda: step(model), model, except_=["spare.*"])
    assert [p.grad for p in model.parameters()] == [None] * 6


def test_a_demand_that_is_not_met_fails_with_the_report(model: Net) -> None:
    with pytest.raises(AssertionError) as raised:
        assert_gradients_flow(lambda: step(model), model)
    text = str(raised.value)
    assert "encoder.weight, encoder.bias have no gradient" in text
    assert "h = h.detach()" in text
    assert "spare.weight, spare.bias have no gradient" in text
    assert "head" not in text


@pytest.mark.parametrize("meant", [["encoder.*", "spare.*"], ("*.weight", "*.bias")])
def test_a_cut_that_is_meant_fails_no_demand(model: Net, meant: Any) -> None:
    assert_gradients_flow(lambda: step(model), model, except_=meant)
    with pytest.raises(AssertionError, match="excepted"):
        assert_gradients_flow(lambda: step(model), model, except_=meant[:1])


def test_a_step_of_a_demand_may_call_backward_itself(model: Net) -> None:
    model.cut = False

    def train() -> Tensor:
        loss = step(model)
        loss.backward()
        return loss

    assert_gradients_flow(train, model, except_=["spare.*"])
    assert model.head.weight.grad is not None


def test_a_gradient_that_is_retained_is_left_alone() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        h = w * 2
        h.retain_grad()
        loss = h.sum()
    record.explain(loss, {"w": w})
    assert h.grad is None
    loss.backward()
    assert h.grad is not None
    assert h.grad.tolist() == [1, 1]


def test_an_optimizer_that_steps_within_backward_does_not_step_for_a_report() -> None:
    w = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=1.0)
    w.register_post_accumulate_grad_hook(lambda _: optimizer.step())
    with trace() as record:
        loss = (w * 2).sum()
    assert record.explain(loss, {"w": w})["w"].status == "flows"
    assert w.tolist() == [1, 1]
