"""On real training steps, clean and cut, the report agrees with plain autograd.

The truth comes from runs that nothing watches.  A cut's *living twin* hands out the
same values and lets the gradient pass: the parameters whose gradient differs
between the two are those that have a path through the cut.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import families
import pytest
import torch
from families import DESIGNS, FAMILIES, Design, Family
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from detach_examples import assert_gradients_flow, trace

# What PyTorch says of some of the cuts.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad=True"),
    pytest.mark.filterwarnings("ignore:None of the inputs have requires_grad=True"),
]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep small steps small: threads of their own wait for each other longer."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


THIS = Path(__file__).name
#: A call of a module's forward; a cut takes one and hands out what it returns.
Call = Callable[[], Tensor]
Cutter = Callable[[Call], Tensor]
Gradients = dict[str, Tensor | None]


class Quiet(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> None:
        return None


def by_detach(call: Call) -> Tensor:
    return call().detach()  # here


def by_detach_in_place(call: Call) -> Tensor:
    y = call().clone()
    y.detach_()  # here
    return y


def by_data(call: Call) -> Tensor:
    return call().data  # here


def by_no_grad(call: Call) -> Tensor:
    with torch.no_grad():  # here
        return call()


@torch.no_grad()  # here
def by_decorator(call: Call) -> Tensor:
    return call()


def by_switch(call: Call) -> Tensor:
    torch.set_grad_enabled(False)  # here
    y = call()
    torch.set_grad_enabled(True)
    return y


def by_inference_mode(call: Call) -> Tensor:
    with torch.inference_mode():  # here
        y = call()
    return y.clone()


def by_item(call: Call) -> Tensor:
    y = call()
    return y / (1 + y.abs().max().item())  # here


def by_math(call: Call) -> Tensor:
    y = call()
    return y * math.exp(y.std())  # here


def by_tolist(call: Call) -> Tensor:
    return torch.tensor(call().tolist())  # here


def by_numpy(call: Call) -> Tensor:
    return torch.from_numpy(call().numpy(force=True) * 1.0)  # here


def by_comparison(call: Call) -> Tensor:
    return (call() > 0.1).float()  # here


def by_parameter(call: Call) -> Tensor:
    return nn.Parameter(call())  # here


def by_function(call: Call) -> Tensor:
    return Quiet.apply(call())  # here


def by_checkpoint(call: Call) -> Tensor:
    return checkpoint(call, use_reentrant=True)  # here


def by_sign(call: Call) -> Tensor:
    return call().sign()  # here


def by_round(call: Call) -> Tensor:
    return (4 * call()).round() / 4  # here


def by_hook(call: Call) -> Tensor:
    y = call()
    y.register_hook(torch.zeros_like)  # here
    return y


class Cut(NamedTuple):
    """A way to lose a gradient, and the word for it."""

    make: Cutter
    kind: str

    @property
    def line(self) -> int:
        """The line that is to blame."""
        lines, first = inspect.getsourcelines(self.make)
        return first + [line.endswith("# here\n") for line in lines].index(True)


CUTS = {
    cut.make.__name__: cut
    for cut in (
        Cut(by_detach, "detach"),
        Cut(by_detach_in_place, "detach_"),
        Cut(by_data, "data"),
        Cut(by_no_grad, "no_grad"),
        Cut(by_decorator, "no_grad"),
        Cut(by_switch, "no_grad"),
        Cut(by_inference_mode, "inference_mode"),
        Cut(by_item, "item"),
        Cut(by_math, "float"),
        Cut(by_tolist, "tolist"),
        Cut(by_numpy, "numpy"),
        Cut(by_comparison, "integer"),
        Cut(by_parameter, "parameter"),
        Cut(by_function, "custom_function"),
        Cut(by_checkpoint, "checkpoint"),
        Cut(by_sign, "sign"),
        Cut(by_round, "round"),
        Cut(by_hook, "hook"),
    )
}


class Through(torch.autograd.Function):
    """Another value, the same gradient."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, value: Tensor) -> Tensor:
        return value.clone()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return gradient, None


def living_twin(cut: Cutter, call: Call) -> Tensor:
    """Return what the cut returns, with the gradient that it loses."""
    y = call()
    value = cut(y.detach().clone().requires_grad_)
    return Through.apply(y, value.detach())


def plant(model: nn.Module, place: str, cut: Cutter) -> None:
    """Let a cut stand between a module of the model and all that use it."""
    module = model.get_submodule(place)
    forward = module.forward
    module.forward = lambda *args, **kwargs: cut(partial(forward, *args, **kwargs))


def fresh(
    family: Family | Design, place: str = "", cut: Cutter | None = None
) -> nn.Module:
    """Make a model, always the same, ready for a step that is always the same."""
    torch.manual_seed(0)
    model = family.make()
    if cut is not None:
        plant(model, place, cut)
    torch.manual_seed(1)
    return model


def gradients(model: nn.Module) -> Gradients:
    """Return every parameter's gradient."""
    return {name: p.grad for name, p in model.named_parameters()}


def plainly(model: nn.Module, step: Callable[[nn.Module], Tensor]) -> Gradients:
    """Take a step that nothing watches; return its gradients."""
    step(model).backward()
    return gradients(model)


def same(one: Gradients, other: Gradients) -> bool:
    """Say whether two runs gave the same gradients, bit by bit."""
    return all(_same(one[name], other[name]) for name in one.keys() | other.keys())


def _same(one: Tensor | None, other: Tensor | None) -> bool:
    if one is None or other is None:
        return one is other
    return torch.equal(one, other)


def status_of(parameter: Tensor, gradient: Tensor | None) -> str:
    """Return the status that a gradient gives a parameter whose value is used."""
    if not parameter.requires_grad:
        return "frozen"
    if gradient is None:
        return "cut"
    return "flows" if gradient.any() else "zero"


#: What a line does to a parameter of that status, where it has a path through it.
EFFECTS = {"flows": "partial", "cut": "cut", "zero": "zero"}
#: These pass zeros on: beside another path they are no cut.
ZEROS = ("sign", "round", "hook")

Verdict = tuple[str, tuple[tuple[str, int, str, str], ...]]


def verdicts(report: Any, model: nn.Module) -> Iterator[tuple[str, Verdict]]:
    """Yield every parameter's name, status and causes."""
    for name, _ in model.named_parameters():
        assert report[name].certain, (name, report[name].note)
        causes = {
            (Path(c.file).name, c.line, c.effect, c.kind) for c in report[name].causes
        }
        yield name, (report[name].status, tuple(sorted(causes)))


def traced(model: nn.Module, step: Callable[[nn.Module], Tensor]) -> Any:
    """Take a step that is watched, and leave its gradients in the model."""
    with trace() as record:
        loss = step(model)
    report = record.explain(loss, model)
    assert all(p.grad is None for p in model.parameters())
    loss.backward()
    return report


@pytest.mark.parametrize("name", FAMILIES)
def test_a_clean_step_has_no_cut(name: str) -> None:
    family = FAMILIES[name]
    plain = plainly(fresh(family), family.step)
    model = fresh(family)
    report = traced(model, family.step)
    assert same(gradients(model), plain)
    truth = {n: (status_of(p, plain[n]), ()) for n, p in model.named_parameters()}
    assert {status for status, _ in truth.values()} <= {"flows", "frozen"}
    assert dict(verdicts(report, model)) == truth


@pytest.mark.parametrize("name", FAMILIES)
def test_a_backward_inside_the_trace_is_the_one_that_is_judged(name: str) -> None:
    family = FAMILIES[name]
    model = fresh(family)
    optimizer = torch.optim.AdamW(model.parameters())
    with trace() as record:
        loss = family.step(model)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    found = dict(verdicts(record.explain(loss, model), model))
    assert found == {
        n: ("flows" if p.requires_grad else "frozen", ())
        for n, p in model.named_parameters()
    }


def _places() -> Iterator[tuple[str, str, str]]:
    """Yield every family with every cut, each time at another of its places."""
    for i, (name, family) in enumerate(FAMILIES.items()):
        for j, cut in enumerate(CUTS):
            yield name, family.places[(i + j) % len(family.places)], cut


@pytest.mark.parametrize(("name", "place", "cut"), [*_places()])
def test_a_planted_cut_is_named_with_its_line(name: str, place: str, cut: str) -> None:
    family, planted = FAMILIES[name], CUTS[cut]
    twin = fresh(family, place, partial(living_twin, planted.make))
    alive = plainly(twin, family.step)
    truth = plainly(fresh(family, place, planted.make), family.step)
    model = fresh(family, place, planted.make)
    report = traced(model, family.step)

    assert same(gradients(model), truth)
    expected = {}
    for key, parameter in model.named_parameters():
        status = status_of(parameter, truth[key])
        blame = (THIS, planted.line, EFFECTS.get(status, ""), planted.kind)
        loses = not _same(alive[key], truth[key])
        loses &= status != "flows" or planted.kind not in ZEROS
        expected[key] = (status, (blame,) if loses else ())
    assert not same(alive, truth), "the cut cuts nothing"
    assert dict(verdicts(report, model)) == expected


@pytest.mark.parametrize("name", ["resnet", "unet", "gpt", "seq2seq", "vit"])
def test_a_loss_that_is_cut_off_whole_names_the_line_for_all(name: str) -> None:
    family = FAMILIES[name]
    model = fresh(family, "", by_detach)
    with trace() as record:
        loss = family.step(model)
    assert not loss.requires_grad
    blame = (THIS, CUTS["by_detach"].line, "cut", "detach")
    found = dict(verdicts(record.explain(loss, model), model))
    assert found == dict.fromkeys(found, ("cut", (blame,)))


def _line_of(design: str) -> tuple[str, int]:
    for path in Path(families.__file__).parent.glob("*.py"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.endswith(f"# here: {design}"):
                return path.name, number
    raise LookupError(design)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_cut_by_design_is_named_with_its_line(name: str) -> None:
    design = DESIGNS[name]
    step = partial(design.step, **design.options)
    plain = plainly(fresh(design), step)
    model = fresh(design)
    report = traced(model, step)

    assert same(gradients(model), plain)
    blame = (*_line_of(name), design.effect, design.kind)
    expected = {}
    for key, parameter in model.named_parameters():
        loses = key.startswith(design.parts)
        status = status_of(parameter, plain[key])
        expected[key] = (status, (blame,) if loses else ())
    assert dict(verdicts(report, model)) == expected


def test_a_cut_by_design_can_be_excepted() -> None:
    design = DESIGNS["a_critic"]
    model = fresh(design)
    assert_gradients_flow(lambda: design.step(model), model, except_=["generator.*"])
    with pytest.raises(AssertionError, match=r"samplers\.py:\d+"):
        assert_gradients_flow(lambda: design.step(model), model)
