"""What ``explain`` costs: beside the plain step, beside TorchLens, and as it grows."""

from __future__ import annotations

import importlib
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from detach_examples import trace

from .figure import Figure, Times, ratio, side_by_side, spread, timed

_LAYERS, _WIDTH, _HEADS = 12, 256, 4
_BATCH = (4, 64, _WIDTH)
_ROUNDS = 11
#: Rounds in which each call has a process of its own.
_FIRST_ROUNDS = 5
#: The shortest program whose growth is watched: below, the drawing's start weighs more.
_OPERATIONS = 1000
_GROWTH_ROUNDS = 5

Program = tuple[Callable[[], Tensor], Any]


def figures() -> Iterator[Figure]:
    """Measure all; the limits are meant for two cores."""
    _use_two_cores()
    yield from _repeated()
    yield from _first()
    for name, program in _PROGRAMS.items():
        yield _growth(name, program)


def _use_two_cores() -> None:
    torch.set_num_threads(min(2, torch.get_num_threads()))


def _repeated() -> Iterator[Figure]:
    """Compare steps of one process, each run many times."""
    model, batch = _encoder(), torch.randn(_BATCH)
    measures = {
        "untraced step": timed(partial(_step, model, batch)),
        "traced step": timed(partial(_traced_step, model, batch)),
        "TorchLens": timed(partial(_torchlens, model, batch), _torchlens_in_place),
    }
    times = side_by_side(measures, _ROUNDS)
    yield _compared(times, "traced step", "untraced step", 1.3)
    yield _compared(times, "TorchLens", "untraced step")
    yield Figure("spread of the untraced step", spread(times, "untraced step"))


def _first() -> Iterator[Figure]:
    """Compare first uses, as of a tool that is run once to find a fault.

    TorchLens wraps the functions of torch then; its forward pass alone is counted.
    """
    names = ("traced step", "TorchLens", "untraced step")
    measures = {f"first {name}": partial(_in_new_process, name) for name in names}
    times = side_by_side(measures, _FIRST_ROUNDS)
    yield _compared(times, "first traced step", "first TorchLens", 1 / 6)
    yield _compared(times, "first TorchLens", "first untraced step")


def _compared(
    times: Times, upper: str, lower: str, limit: float | None = None
) -> Figure:
    return Figure(f"{upper} / {lower}", ratio(times, upper, lower), limit)


def _in_new_process(name: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "bench.explain_cost", name],
        stdout=subprocess.PIPE,
        check=True,
    )
    return float(done.stdout)


def _seconds_of_first(name: str) -> float:
    """Time a first use in this process, in which torch itself is warm."""
    _use_two_cores()
    model, batch = _encoder(), torch.randn(_BATCH)
    for _ in range(3):
        _step(model, batch)
    if name == "TorchLens":
        importlib.import_module("torchlens")
    calls = {
        "untraced step": _step,
        "traced step": _traced_step,
        "TorchLens": _torchlens,
    }
    return timed(partial(calls[name], model, batch))()


def _encoder() -> nn.Module:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(_WIDTH, _HEADS, batch_first=True)
    return nn.TransformerEncoder(layer, _LAYERS, enable_nested_tensor=False)


def _step(model: nn.Module, batch: Tensor) -> Tensor:
    loss: Tensor = model(batch).square().mean()
    loss.backward()
    return loss


def _traced_step(model: nn.Module, batch: Tensor) -> None:
    with trace() as record:
        loss = _step(model, batch)
    report = record.explain(loss, model)
    assert all(p.status == "flows" for p in report.parameters), report


def _torchlens(model: nn.Module, batch: Tensor) -> None:
    """Run its forward pass, and no backward."""
    import torchlens

    torchlens.trace(model, batch)


@contextmanager
def _torchlens_in_place() -> Iterator[None]:
    """Let TorchLens wrap the functions of torch before its time is taken."""
    from torchlens.backends.torch.wrappers import unwrap_torch, wrap_torch

    wrap_torch()
    yield
    unwrap_torch()


def _growth(name: str, program: Callable[[int], Program]) -> Figure:
    """Compare the cost per operation with that in a program 4 times as long."""
    measures = {
        f"{n}N": timed(partial(_explained, *program(n * _OPERATIONS)))
        for n in (1, 2, 4)
    }
    times = side_by_side(measures, _GROWTH_ROUNDS)
    value = max(ratio(times, "4N", "1N") / 4, ratio(times, "2N", "1N") / 2)
    return Figure(f"cost per operation, {name}: 4N or 2N / N", value, 1.25)


def _explained(step: Callable[[], Tensor], parameters: Any) -> None:
    """Trace, explain and draw."""
    with trace() as record:
        loss = step()
        loss.backward()
    report = record.explain(loss, parameters)
    assert not report.notes, report
    record.draw(loss)


class _Residual(nn.Module):
    """A layer through which gradient passes at any depth."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(4, 4)
        nn.init.normal_(self.inner.weight, std=0.01)
        nn.init.zeros_(self.inner.bias)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = x + self.inner(x).tanh()
        return y


def _layers(operations: int, last: Callable[[Tensor], Tensor]) -> Program:
    """A network whose drawing folds; ``last`` may cut all of it off."""
    torch.manual_seed(0)
    model = nn.Sequential(*(_Residual() for _ in range(operations // 3)))
    head, x = nn.Linear(4, 1), torch.ones(2, 4)
    parameters = {**dict(model.named_parameters()), **dict(head.named_parameters())}
    return lambda: head(last(model(x))).sum(), parameters


def _tangle(operations: int) -> Program:
    """Operations on any two of the last values, with a parameter now and then."""
    choose = random.Random(0)
    makers: list[Callable[..., Tensor]] = [
        torch.add,
        torch.mul,
        torch.maximum,
        torch.atan2,
        torch.hypot,
    ]
    plan = [
        (choose.choice(makers), choose.randrange(8), choose.randrange(8))
        for _ in range(operations // 2)
    ]
    leaves = [torch.full((4,), 0.5, requires_grad=True) for _ in range(len(plan))]
    leaves = leaves[: 8 + len(plan) // 10]

    def step() -> Tensor:
        values = leaves[:8]
        for number, (maker, one, other) in enumerate(plan):
            second = values[other] if number % 10 else leaves[8 + number // 10 - 1]
            values = [*values[-7:], torch.tanh(maker(values[one], second))]
        return torch.stack(values).sum()

    return step, {f"leaf{i}": leaf for i, leaf in enumerate(leaves)}


_PROGRAMS: dict[str, Callable[[int], Program]] = {
    "equal layers": partial(_layers, last=torch.tanh),
    "all cut": partial(_layers, last=torch.Tensor.detach),
    "all zero": partial(_layers, last=torch.round),
    "a tangle": _tangle,
}


if __name__ == "__main__":
    print(_seconds_of_first(sys.argv[1]))
