"""Run a small program and say what a reader would see, and whether it does its job."""

from __future__ import annotations

import contextlib
import io
import signal
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from ..expect import first_clause
from ..guard import limits, state

_GOAL = "<goal>"


class Late(BaseException):
    """A program ran past its limit; no ``except Exception`` of its own takes this."""


@dataclass(frozen=True)
class Outcome:
    """What a program printed, with its warnings and its error as lines of their own.

    ``raised`` says whether it ended by an error, ``missed`` is the line of the goal
    that failed after it.
    """

    said: str
    raised: bool = False
    missed: str = ""

    @property
    def good(self) -> bool:
        """Whether it ran to its end and reached its goal."""
        return not self.raised and not self.missed


def run(program: str, goal: str = "") -> Outcome:
    """Run a program in a fresh state, and the lines of its goal after it.

    :raises SyntaxError: where one of the two is no Python.
    :raises Late: when it takes longer than a script of the gallery may.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    code = compile(program, "<program>", "exec")
    check = compile(goal, _GOAL, "exec")
    out = io.StringIO()
    with _fresh(), contextlib.redirect_stdout(out):
        try:
            exec(code, names)
        except (Exception, SystemExit) as error:
            print(_line(error))
            return Outcome(out.getvalue(), raised=True)
    with _fresh(reset=False), contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(check, names)
        except Exception as error:
            return Outcome(out.getvalue(), missed=_failing(error, goal))
    return Outcome(out.getvalue())


def value(program: str, proof: str) -> object:
    """Run a program and a proof after it; return what the proof's last line is.

    :raises SyntaxError: where the last line is no expression.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    *before, last = proof.strip().splitlines()
    with _fresh(), contextlib.redirect_stdout(io.StringIO()):
        exec(compile("\n".join([program, *before]), "<proof>", "exec"), names)
        return eval(compile(last, "<proof>", "eval"), names)


@contextlib.contextmanager
def _fresh(*, reset: bool = True) -> Iterator[None]:
    """Give a program the state that a script of the gallery gets, and a limit.

    Its warnings are printed, as a terminal shows them: each once for its line.
    """
    with warnings.catch_warnings():
        if reset:
            state.reset()
        warnings.resetwarnings()
        warnings.simplefilter("default")
        warnings.showwarning = lambda message, category, *_, **__: print(
            f"{category.__name__}: {first_clause(str(message))}"
        )
        with _limited():
            yield


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def late(_signal: int, _frame: FrameType | None) -> None:
        raise Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, limits.limit())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {first_clause(str(error))}"


def _failing(error: Exception, goal: str) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    at = [f.lineno for f in frames if f.filename == _GOAL and f.lineno]
    return goal.splitlines()[at[-1] - 1].strip()
