"""What the mode cannot see is patched for the time of a trace, and no longer."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.utils import _contextlib

from detach_examples import trace
from detach_examples.explain.patches import replaced

PATCHED = [
    (torch, "from_numpy"),
    (nn.Parameter, "__new__"),
    (_contextlib, "context_decorator"),
    (torch.inference_mode, "__enter__"),
    (torch.autograd.Function, "apply"),
    (threading.Thread, "start"),
    (warnings, "showwarning"),
    (nn.Module, "register_full_backward_hook"),
]
BEFORE = [vars(owner)[name] for owner, name in PATCHED]


def test_a_trace_leaves_torch_as_it_was() -> None:
    with trace():
        now = [vars(owner)[name] for owner, name in PATCHED]
        assert all(a is not b for a, b in zip(now, BEFORE, strict=True))
    assert [vars(owner)[name] for owner, name in PATCHED] == BEFORE


def test_so_does_one_that_fails() -> None:
    with pytest.raises(KeyError), trace():
        raise KeyError
    assert [vars(owner)[name] for owner, name in PATCHED] == BEFORE


def test_so_do_two_within_each_other() -> None:
    with trace(), trace():
        pass
    assert [vars(owner)[name] for owner, name in PATCHED] == BEFORE


class _Base:
    word = "inherited"


class _Heir(_Base):
    pass


def test_an_attribute_that_was_inherited_is_so_again() -> None:
    with replaced(_Heir, "word", "own"):
        assert _Heir.word == "own"
    assert "word" not in vars(_Heir)
    assert _Heir.word == "inherited"


def test_an_array_still_shares_its_memory() -> None:
    array = np.ones(2, dtype=np.float32)
    with trace():
        tensor = torch.from_numpy(array)
    array[0] = 7
    assert tensor.tolist() == [7, 1]


class Scale(nn.Parameter):
    """A parameter of the user's own kind."""


def test_a_parameter_keeps_its_class_and_its_flag() -> None:
    with trace():
        made = Scale(torch.ones(2), requires_grad=False)
        lazy = nn.LazyLinear(2)
        lazy(torch.ones(1, 3))
        empty = nn.Parameter()
    assert type(made) is Scale
    assert not made.requires_grad
    assert type(lazy.weight) is nn.Parameter
    assert lazy.weight.shape == (2, 3)
    assert empty.numel() == 0


def test_what_a_thread_computes_is_seen_and_its_errors_are_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    w, box = torch.ones(2, requires_grad=True), list[Tensor]()

    def work() -> None:
        box.append(w.detach() * 2)
        raise KeyError("mine")

    with trace() as record:
        thread = threading.Thread(target=work, name="worker", daemon=True)
        thread.start()
        thread.join()
        loss = (box[0] * torch.ones(2, requires_grad=True)).sum()
    (cause,) = record.explain(loss, {"w": w})["w"].causes
    assert cause.code == "box.append(w.detach() * 2)"
    assert [error.exc_type for error in told] == [KeyError]
    assert thread.name == "worker"


def test_a_thread_may_outlive_the_trace() -> None:
    go, box = threading.Event(), list[Tensor]()

    def work() -> None:
        go.wait()
        x = torch.ones(2, requires_grad=True)
        (x * torch.from_numpy(np.ones(2))).sum().backward()
        box.append(x)

    with trace() as record:
        thread = threading.Thread(target=work)
        thread.start()
        w = torch.ones(1, requires_grad=True)
        loss = w.sum()
    report = record.explain(loss, {"w": w})
    go.set()
    thread.join()
    assert box[0].grad is not None
    assert report["w"].status == "flows"


class Counted(threading.Thread):
    """A thread whose work is a method of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = 0

    def run(self) -> None:
        self.runs += 1


def test_a_thread_with_a_run_of_its_own_runs_once() -> None:
    with trace():
        thread = Counted()
        thread.start()
        thread.join()
    assert thread.runs == 1


def warned_by_a_number() -> None:
    float(torch.ones(1, requires_grad=True) * 2)


def warned_by_an_operation() -> None:
    torch.add(torch.ones(2), 1, out=torch.zeros(3))


def warned_by_an_array() -> None:
    torch.from_numpy(np.frombuffer(b"1234", dtype=np.uint8))


@pytest.fixture
def always_warning() -> Iterator[None]:
    """Let torch warn again of what it has warned of once."""
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(False)


@pytest.mark.parametrize(
    "warned", [warned_by_a_number, warned_by_an_operation, warned_by_an_array]
)
@pytest.mark.filterwarnings("always")
@pytest.mark.usefixtures("always_warning")
def test_a_warning_is_told_of_the_program_s_line(
    warned: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(
        warnings,
        "showwarning",
        lambda _m, _c, file, line, *_: told.append((file, line)),
    )
    with trace():
        warned()
    assert told
    assert set(told) == {(__file__, warned.__code__.co_firstlineno + 1)}


def test_a_module_s_backward_hook_runs_as_ever() -> None:
    layer, seen = nn.Linear(2, 2), []
    layer.register_full_backward_hook(lambda m, gave, got: seen.append(m))
    with trace():
        layer.register_full_backward_hook(lambda m, gave, got: seen.append(m))
        layer(torch.ones(1, 2, requires_grad=True)).sum().backward()
    assert seen == [layer, layer]
