"""What the reader sees: how far it is, what is wrong, what to do next."""

from __future__ import annotations

import os
import shlex
import textwrap
from collections.abc import Iterator

from .check import Checked
from .desk import Desk
from .exercise import ALL, Exercise

COLUMNS = 72
_COMMAND = "python -m detach_examples practice"


def bar(done: int, whole: int) -> str:
    """Draw how much is done, in plain text.

    >>> bar(2, 6)
    '[##....] 2 of 6 solved'
    """
    return f"[{'#' * done}{'.' * (whole - done)}] {done} of {whole} solved"


def so_far(desk: Desk) -> str:
    """Draw how many exercises are solved."""
    return bar(len(desk.solved), len(ALL))


def call(desk: Desk, *words: str) -> str:
    """Write a command that the reader can type."""
    return " ".join([_COMMAND, shlex.quote(str(desk.folder)), *words])


def copied(desk: Desk, new: list[Exercise]) -> str:
    """Say what was laid out, or nothing."""
    if not new:
        return ""
    what = "1 exercise" if len(new) == 1 else f"{len(new)} exercises"
    return f"Copied {what} into {desk.folder}{_kept(len(ALL) - len(new))}."


def _kept(count: int) -> str:
    if count == 1:
        return "; 1 was there and stays as it is"
    return f"; {count} were there and stay as they are" if count else ""


def result(desk: Desk, exercise: Exercise, found: Checked) -> Iterator[str]:
    """Yield the lines that tell of one check."""
    if found.printed:
        yield "It printed:"
        yield from (f"    {row}" for row in found.printed.splitlines())
    file = os.path.relpath(desk.file(exercise))
    if found.verdict.solved:
        yield f"Solved: {file}"
        return
    line = f":{found.verdict.line}" if found.verdict.line else ""
    what, *more = found.verdict.what.splitlines()
    yield f"{file}{line}: {what}"
    yield from (f"    {row}" for row in more)


def goal(desk: Desk, exercise: Exercise) -> Iterator[str]:
    """Yield what an exercise asks for."""
    yield so_far(desk)
    yield ""
    yield f"Next: {os.path.relpath(desk.file(exercise))}"
    text = f"Goal: {exercise.goal}"
    yield textwrap.indent(textwrap.fill(text, COLUMNS), "    ")


def gone(desk: Desk, exercise: Exercise) -> Iterator[str]:
    """Yield what to do about a file that is no longer there."""
    yield f"{os.path.relpath(desk.file(exercise))}: the file is gone"
    yield f"    To get it back: {call(desk, '--reset', exercise.name)}"


def advice(desk: Desk, exercise: Exercise) -> Iterator[str]:
    """Yield what to do next about an exercise that is not solved."""
    seen = desk.notes.hints.get(exercise.name, 0)
    option = "--hint" if seen < len(exercise.hints) else "--solution"
    yield f"    Mend the file and save it, or type: {call(desk, option, exercise.name)}"


def overview(desk: Desk) -> Iterator[str]:
    """Yield a line for each exercise."""
    for exercise in ALL:
        if desk.is_solved(exercise):
            how = "solved"
        else:
            how = "as given" if desk.is_fresh(exercise) else "begun"
        yield f"{how:8}  {exercise.name}"
    yield so_far(desk)
