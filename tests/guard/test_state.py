from __future__ import annotations

import _thread
import builtins
import random
import threading
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch

from detach_examples.guard import state


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    with warnings.catch_warnings():
        state.reset()
        yield
        state.reset()


CHANGES: dict[str, tuple[Callable[[], object], str]] = {
    "the builtins": (lambda: setattr(builtins, "print", repr), "setattr"),
    "the grad mode": (lambda: torch.set_grad_enabled(False), "set_grad_enabled"),
    "the default dtype": (
        lambda: torch.set_default_dtype(torch.float64),
        "set_default_dtype",
    ),
    "the number of threads": (
        lambda: torch.set_num_threads(torch.get_num_threads() + 1),
        "set_num_threads",
    ),
    "the print options": (
        lambda: torch.set_printoptions(precision=2),
        "set_printoptions",
    ),
    "anomaly mode": (
        lambda: torch.autograd.set_detect_anomaly(True, check_nan=False),
        "set_detect_anomaly",
    ),
    "deterministic mode": (
        lambda: torch.use_deterministic_algorithms(True),
        "use_deterministic_algorithms",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
# Some of the changes that are tried warn: it is their undoing that is tested.
@pytest.mark.filterwarnings("ignore")
def test_a_change_is_named_and_undone(name: str) -> None:
    change, call = CHANGES[name]
    before = state.snapshot()
    change()
    ((what, calls, do),) = state.changed(before)
    assert what.startswith(f"The script leaves {name} changed")
    assert calls == {call}
    assert do == "Use a with block, or set it back at the end."
    state.reset()
    assert state.changed(before) == []
    assert state.snapshot() == before


def test_numpys_print_options_are_named_and_undone() -> None:
    before = state.snapshot()
    np.set_printoptions(precision=2)
    ((what, calls, _),) = state.changed(before)
    assert (what, calls) == (
        "The script leaves the print options changed.",
        {"set_printoptions"},
    )
    state.reset()
    assert state.changed(before) == []


def test_a_thread_that_runs_on_is_named() -> None:
    before, end = state.snapshot(), threading.Event()
    thread = threading.Thread(target=end.wait, name="stays")
    thread.start()
    ((what, calls, _),) = state.changed(before)
    end.set()
    thread.join()
    assert "'stays'" in what
    assert calls == {"start"}


def test_a_thread_that_would_end_with_its_process_is_named_too() -> None:
    before, end = state.snapshot(), threading.Event()
    thread = threading.Thread(target=end.wait, name="stays", daemon=True)
    thread.start()
    ((what, _, _),) = state.changed(before)
    end.set()
    thread.join()
    assert "'stays'" in what


def test_threads_of_c_code_and_of_python_itself_are_let_pass() -> None:
    from multiprocessing import resource_sharer

    before, end = state.snapshot(), threading.Event()
    known = threading.Event()

    def looks() -> None:
        threading.current_thread()  # gives a foreign thread a stand-in
        known.set()
        end.wait()

    _thread.start_new_thread(looks, ())
    known.wait()
    held = resource_sharer.DupFd(1)
    assert state.changed(before) == []
    assert len(threading.enumerate()) > 1
    end.set()
    held.detach()
    resource_sharer.stop()


def test_a_figure_left_open_is_named_and_closed() -> None:
    from matplotlib import pyplot

    before = state.snapshot()
    pyplot.figure()
    ((what, calls, _),) = state.changed(before)
    assert what.startswith("The script leaves a pyplot figure open")
    assert calls == {"plt", "pyplot"}
    assert pyplot.get_fignums() == []
    assert state.changed(before) == []


def _draws() -> tuple[object, ...]:
    return torch.rand(2).tolist(), random.random(), np.random.rand()


def test_a_seed_is_no_change_and_the_next_script_gets_its_own() -> None:
    fresh, before = _draws(), state.snapshot()
    torch.manual_seed(7), random.seed(7), np.random.seed(7)
    assert _draws() != fresh
    assert state.changed(before) == []
    state.reset()
    assert _draws() == fresh


def test_every_warning_is_an_error_each_time() -> None:
    for _ in range(2):
        with pytest.raises(DeprecationWarning, match="old"):
            warnings.warn("old", DeprecationWarning, stacklevel=1)
    for _ in range(2):
        with pytest.raises(UserWarning, match="dimension other than 2"):
            _ = torch.ones(1, 1, 1).T


def test_where_nothing_may_run_there_is_no_fresh_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(state, "_forbidden", "")
    state.forbid("Not here.")
    with pytest.raises(RuntimeError, match="Not here"):
        state.reset()
    state.forbid("")
    state.reset()
