"""Judge the options of a problem: what each does is found by running it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import run
from .problem import Option, Problem
from .reading import problems
from .run import Outcome

#: The pages that hold problems, by the names of their folders.
PARTS = ("try", "challenge")


@dataclass(frozen=True)
class Answer:
    """An option, whether it is right, and what came of it."""

    option: Option
    right: bool
    outcome: Outcome


@dataclass(frozen=True)
class Judged:
    """A problem with its answers, in the order in which they are shown.

    ``given`` is what the program does as it stands, where it can be run so.
    """

    problem: Problem
    answers: tuple[Answer, ...]
    given: Outcome | None


def judged(root: Path, part: str) -> list[Judged]:
    """Read and judge the problems of a part.

    :raises Unsound: for the first that is no problem, or has not one right option.
    """
    return [judge(problem) for problem in problems(root, part)]


def told(found: list[Judged]) -> list[Any]:
    """Return verdicts as plain data, for a build that runs nothing itself."""
    return [
        {
            "given": asdict(judgement.given) if judgement.given else None,
            "answers": [[a.right, asdict(a.outcome)] for a in judgement.answers],
        }
        for judgement in found
    ]


def recalled(root: Path, part: str, rows: list[Any]) -> list[Judged]:
    """Return the judged problems of a part from what :func:`told` returned.

    :raises Unsound: for the first file that is no problem.
    """
    return [
        Judged(
            problem,
            tuple(
                Answer(option, right, Outcome(**outcome))
                for option, (right, outcome) in zip(
                    problem.shuffled, row["answers"], strict=True
                )
            ),
            Outcome(**row["given"]) if row["given"] else None,
        )
        for problem, row in zip(problems(root, part), rows, strict=True)
    ]


def judge(problem: Problem) -> Judged:
    """Run the options of a problem.

    :raises Unsound: unless exactly one of them is right.
    """
    given = _given(problem)
    found = tuple(_answer(problem, option, given) for option in problem.shuffled)
    right = [answer.option.shown for answer in found if answer.right]
    if len(right) != 1:
        told = f"{len(right)} options are right: {'; '.join(right)}."
        what = told if right else "No option is right."
        do = "Change the goal, the proofs or the options, until exactly one is."
        raise problem.fault(what, do)
    return Judged(problem, found, given)


def _given(problem: Problem) -> Outcome | None:
    """Run the program as it stands; one that is to be mended must be broken."""
    if problem.kind == "concept" or any(not o.replace for o in problem.options):
        if problem.kind != "predict":
            return None
        return _tried(problem, 1, lambda: run.run(problem.program))
    given = _tried(problem, 1, lambda: run.run(problem.program, problem.goal))
    if given.good:
        what, do = (
            "The program reaches its goal as it stands.",
            "Break it, or ask more.",
        )
        raise problem.fault(what, do)
    return given


def _answer(problem: Problem, option: Option, given: Outcome | None) -> Answer:
    if problem.kind == "predict" and given is not None:
        return Answer(option, option.shown.strip() == given.said.strip(), given)
    if problem.kind == "concept":
        return _proven(problem, option)
    program = problem.filled(option)
    outcome = _tried(problem, option.line, lambda: run.run(program, problem.goal))
    return Answer(option, outcome.good, outcome)


def _proven(problem: Problem, option: Option) -> Answer:
    try:
        found = run.value(problem.program, option.proof)
    except Exception as error:
        found = f"{type(error).__name__}: {error}"
    if not isinstance(found, bool):
        what = f"This proof ends in {found!r}."
        raise problem.fault(what, "Let it end in True or False.", option.line)
    return Answer(option, found, Outcome(f"{found}\n"))


def _tried(problem: Problem, line: int, runs: Callable[[], Outcome]) -> Outcome:
    try:
        return runs()
    except SyntaxError as error:
        what = f"This is no Python: {error.msg}."
        raise problem.fault(what, "Mend the code.", line) from error
    except run.Late as late:
        what, do = "This still ran after its limit.", "Make it shorter."
        raise problem.fault(what, do, line) from late
