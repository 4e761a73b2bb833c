"""Under ``torch.compile`` the report sees the boundaries of the graph, and says so."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

from detach_examples import trace
from detach_examples.explain.report import Report

# The compiler's own warnings are none of ours.
pytestmark = pytest.mark.filterwarnings("ignore")

backends = pytest.mark.parametrize("backend", ["eager", "aot_eager"])


@pytest.fixture(autouse=True)
def _fresh_compiler() -> Iterator[None]:
    torch._dynamo.reset()
    yield
    torch._dynamo.reset()


class Net(nn.Module):
    def __init__(self, cut: bool) -> None:
        super().__init__()
        self.encoder = nn.Linear(3, 4)
        self.head = nn.Linear(4, 1)
        self.cut = cut

    def forward(self, x: Tensor) -> Tensor:
        h = torch.tanh(self.encoder(x))
        if self.cut:
            h = h.detach()
        return self.head(h)


def explained(net: nn.Module, model: nn.Module) -> tuple[Tensor, Report]:
    """Take a step with a module; report on the parameters of a model."""
    x = torch.linspace(0, 1, 6).reshape(2, 3)
    with trace() as record:
        loss = net(x).square().mean()
        loss.backward()
    return loss, record.explain(loss, model)


@backends
@pytest.mark.parametrize("warm", [False, True], ids=["compiled inside", "before"])
def test_a_compiled_step_comes_to_the_same_and_flows(backend: str, warm: bool) -> None:
    model = Net(cut=False)
    other = copy.deepcopy(model)
    net, twin = (torch.compile(m, backend=backend) for m in (model, other))
    if warm:
        net(torch.ones(2, 3))
    twin_loss = twin(torch.linspace(0, 1, 6).reshape(2, 3)).square().mean()
    twin_loss.backward()
    loss, report = explained(net, model)
    assert torch.equal(loss, twin_loss)
    for p, q in zip(model.parameters(), other.parameters(), strict=True):
        assert p.grad is not None
        assert q.grad is not None
        assert torch.equal(p.grad, q.grad)
    assert [p.status for p in report] == ["flows"] * 4
    assert report.status == 0


def assert_says_so(report: Report) -> None:
    (note,) = report.notes
    assert "compiled code was met" in note
    assert "TORCH_COMPILE_DISABLE=1" in note
    assert note in report.text()


@backends
@pytest.mark.parametrize("warm", [False, True], ids=["compiled inside", "before"])
def test_a_cut_inside_is_not_seen_and_the_report_says_so(
    backend: str, warm: bool
) -> None:
    model = Net(cut=True)
    net = torch.compile(model, backend=backend)
    if warm:
        net(torch.ones(2, 3))
    _, report = explained(net, model)
    assert_says_so(report)
    found = report["encoder.weight"]
    assert found.status != "flows"
    assert not found.certain or found.causes
    assert report["head.weight"].status == "flows"


@backends
def test_a_cut_between_compiled_parts_is_named(backend: str) -> None:
    model = Net(cut=False)
    encoder = torch.compile(model.encoder, backend=backend)
    head = torch.compile(model.head, backend=backend)
    x = torch.ones(2, 3)
    with trace() as record:
        h = encoder(x)
        loss = head(h.detach()).sum()
        loss.backward()
    report = record.explain(loss, model)
    (cause,) = report["encoder.weight"].causes
    assert cause.code == "loss = head(h.detach()).sum()"
    assert report["head.weight"].status == "flows"


@backends
def test_a_graph_break_is_no_fault(backend: str) -> None:
    model = Net(cut=False)

    @torch.compile(backend=backend)
    def step(x: Tensor) -> Tensor:
        h = model.encoder(x)
        if h.sum().item() > 100:
            h = h + 1
        return model.head(h).sum()

    with trace() as record:
        loss = step(torch.ones(2, 3))
    report = record.explain(loss, model)
    assert [p.status for p in report] == ["flows"] * 4
    loss.backward()


def test_run_eagerly_it_is_seen_whole() -> None:
    model = Net(cut=True)
    with torch._dynamo.config.patch(disable=True):
        _, report = explained(torch.compile(model, backend="eager"), model)
    (cause,) = report["encoder.weight"].causes
    assert cause.code == "h = h.detach()"
    assert report.notes == ()


def test_without_compiled_code_there_is_no_note() -> None:
    model = Net(cut=False)
    assert explained(model, model)[1].notes == ()
