"""Every exercise is broken as given, can be solved, and tells wrong answers apart."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import projects
import pytest
from flit_core.common import Module

from detach_examples.practice.examine import examine
from detach_examples.practice.exercise import ALL, FOLDER, ORDER, Exercise
from detach_examples.practice.verdict import Verdict

#: An error of Python, not of torch: the code itself would be at fault, not its
#: gradients.
_CRASH = re.compile(r"(?!RuntimeError)\w+(Error|Exception)\b")

every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)


def _answers(kind: str) -> pytest.MarkDecorator:
    found = [(e, path) for e in ALL for path in getattr(e, kind)]
    ids = [f"{e.name}-{path.stem}" for e, path in found]
    return pytest.mark.parametrize(("exercise", "path"), found, ids=ids)


def judge(exercise: Exercise, source: str, folder: Path) -> Verdict:
    """Check a source as if the reader had saved it."""
    file = folder / f"{exercise.name}.py"
    file.write_text(source, "utf-8")
    with warnings.catch_warnings(record=True):  # the reader's, not this project's
        return examine(file, exercise.name)


def is_clear(verdict: Verdict, source: str) -> bool:
    """Say whether a fault is one of the step's, with a line that exists."""
    lines = source.count("\n")
    return 0 < verdict.line <= lines and not _CRASH.match(verdict.what)


# -- what the checks tell apart ------------------------------------------------


@every_exercise
def test_a_task_is_broken_as_given(exercise: Exercise, tmp_path: Path) -> None:
    found = judge(exercise, exercise.task, tmp_path)
    assert not found.solved
    assert is_clear(found, exercise.task), found


@_answers("solutions")
def test_a_solution_passes(exercise: Exercise, path: Path, tmp_path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.startswith("# One way: ")
    assert judge(exercise, source, tmp_path) == Verdict(True)


@_answers("wrong")
def test_a_wrong_answer_fails(exercise: Exercise, path: Path, tmp_path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.startswith("# Must fail: ")
    found = judge(exercise, source, tmp_path)
    assert not found.solved
    assert is_clear(found, source), found


@every_exercise
def test_only_what_the_code_does_counts(exercise: Exercise, tmp_path: Path) -> None:
    """Formatting and comments change nothing, be they right or wrong."""
    answer = exercise.solutions[0].read_text("utf-8")
    told = "".join(f"# {row}\n" for row in answer.splitlines())
    assert not judge(exercise, exercise.task + told, tmp_path).solved
    bare = ast.unparse(ast.parse(answer))
    told = "".join(f"# {row}\n" for row in exercise.task.splitlines())
    assert judge(exercise, f"{bare}\n{told}", tmp_path).solved


@every_exercise
def test_a_function_that_is_gone_is_named(exercise: Exercise, tmp_path: Path) -> None:
    found = judge(exercise, "import torch\n", tmp_path)
    name = re.search(r"^def (\w+)", exercise.task, re.MULTILINE)
    assert name is not None
    assert found.what == f"the function {name[1]} is missing: the check calls it"


@pytest.mark.parametrize(
    ("name", "line", "code"),
    [
        ("loss_reaches_the_weight", 9, "cut here: feature = (w * x).detach()"),
        ("penalty_shrinks_the_weights", 10, "cut here: penalty = w.square()"),
        ("training_step_is_recorded", 9, "cut here: with torch.no_grad():"),
        ("rounding_passes_the_gradient", 9, "made zero here: return w.round()"),
    ],
)
def test_the_line_that_took_the_gradient_is_named(
    name: str, line: int, code: str, tmp_path: Path
) -> None:
    exercise = Exercise(name)
    found = judge(exercise, exercise.task, tmp_path)
    assert found.line == line
    assert found.what.splitlines()[1].startswith(code)


# -- how they are written ------------------------------------------------------


def test_the_order_lists_every_exercise_once() -> None:
    there = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert sorted(ORDER) == sorted(there - {"__pycache__"})
    assert len(ORDER) >= 15


def _files(folder: Path) -> set[Path]:
    return {
        path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"
    }


@every_exercise
def test_an_exercise_holds_no_other_file(exercise: Exercise) -> None:
    names = ("task.py", "check.py", "hints.md")
    wanted = {exercise.folder / name for name in names}
    assert _files(exercise.folder) == wanted | {*exercise.solutions, *exercise.wrong}
    assert len(exercise.solutions) >= 2
    assert len(exercise.wrong) >= 3


@every_exercise
def test_a_task_is_short_and_begins_with_its_goal(exercise: Exercise) -> None:
    rows = exercise.task.splitlines()
    assert 15 <= len(rows) <= 35
    assert rows[0].startswith("# Goal: ")
    assert exercise.task.count("Goal") == 1
    assert len(exercise.head) == 2
    for source in (exercise.task, *(p.read_text("utf-8") for p in exercise.solutions)):
        assert max(map(len, source.splitlines())) <= 72


def _code(source: str) -> set[str]:
    rows = (row.strip() for row in source.splitlines())
    return {row for row in rows if row and not row.startswith("#")}


def _added(exercise: Exercise) -> Iterator[str]:
    """Yield the lines of solutions that the task does not have."""
    for path in exercise.solutions:
        yield from _code(path.read_text("utf-8")) - _code(exercise.task)


@every_exercise
def test_the_hints_do_not_give_it_away(exercise: Exercise) -> None:
    assert len(exercise.hints) == 3
    assert all(exercise.hints)
    added = list(_added(exercise))
    assert added
    assert [row for row in added for hint in exercise.hints if row in hint] == []


@every_exercise
def test_no_answer_stands_twice(exercise: Exercise) -> None:
    paths = [*exercise.solutions, *exercise.wrong]
    codes = [ast.unparse(ast.parse(path.read_text("utf-8"))) for path in paths]
    assert len({*codes, ast.unparse(ast.parse(exercise.task))}) == len(codes) + 1


def test_the_wheel_holds_the_exercises() -> None:
    packed = {*map(Path, Module("detach_examples", projects.ROOT).iter_files())}
    wanted = _files(projects.ROOT / "src/detach_examples/practice/exercises")
    assert len(wanted) > 100
    assert wanted - packed == set()
