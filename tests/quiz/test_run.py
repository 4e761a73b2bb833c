"""What a program shows, whether it reaches its goal, and what it leaves behind."""

from __future__ import annotations

import signal
import warnings

import pytest
import torch

from detach_examples.guard import state
from detach_examples.quiz import run


def test_what_is_printed_warned_and_raised_stands_in_its_order() -> None:
    program = (
        "import warnings\nprint('one')\nfor _ in range(2):\n"
        "    warnings.warn('old: use the new')\nprint('two')\n"
        "raise KeyError('gone. Look elsewhere')\n"
    )
    said = "one\nUserWarning: old\ntwo\nKeyError: 'gone\n"
    assert run.run(program) == run.Outcome(said, raised=True)


def test_a_program_that_ends_python_has_failed() -> None:
    assert run.run("raise SystemExit(0)").raised


def test_the_line_of_the_goal_that_fails_is_named() -> None:
    goal = "assert x == 1\nassert x.grad\nassert x == 3\n"
    assert run.run("x = 1", goal).missed == "assert x.grad"
    found = run.run("x = 1", "assert x == 1")
    assert found.good
    assert found.missed == ""
    assert not run.run("x = 2", "assert x == 1").good


def test_a_program_gets_a_fresh_state_and_leaves_none() -> None:
    before = state.snapshot()
    with warnings.catch_warnings():
        filters = list(warnings.filters)
        shown = warnings.showwarning
        run.run("import torch\ntorch.set_grad_enabled(False)\nx = 1")
        assert warnings.filters == filters
        assert warnings.showwarning is shown
        found = run.run("import torch\nprint(torch.is_grad_enabled(), 'x' in dir())")
    assert found.said == "True False\n"
    torch.set_grad_enabled(True)
    assert state.snapshot() == before


OFF = "import torch\ntorch.set_grad_enabled(False)\n"


def test_the_goal_sees_the_state_that_the_program_left() -> None:
    assert run.run(OFF, "assert not torch.is_grad_enabled()").good
    torch.set_grad_enabled(True)


def test_a_program_that_fails_leaves_nothing_to_the_next() -> None:
    assert run.run(f"{OFF}raise KeyError").raised
    found = run.run("import torch\nprint(torch.is_grad_enabled())")
    assert found.said == "True\n"


@pytest.mark.parametrize(
    "program",
    [
        "while True:\n    pass",
        "while True:\n    try:\n        1 / 0\n    except Exception: 0",
    ],
)
def test_a_program_that_never_ends_is_ended(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPT_LIMIT", "0.2")
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(run.Late):
        run.run(program)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_proof_is_worth_what_its_last_line_is() -> None:
    assert run.value("x = 2\n", "x += 1\nx == 3") is True
    with pytest.raises(SyntaxError):
        run.value("", "x = 3")
