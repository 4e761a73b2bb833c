"""One sitting: what is checked when, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from . import progress
from .desk import Desk
from .exercise import ALL, Exercise

Tell = Callable[[str], None]


class Sitting:
    """Checks the files of a desk, and tells what came of it.

    :param tell: takes each line that the reader sees.
    """

    def __init__(self, desk: Desk, tell: Tell) -> None:
        self._desk = desk
        self._tell = tell
        self._checked: dict[Exercise, str] = {}

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._tell(line)

    def begin(self) -> bool:
        """Check what was begun and what comes next; say whether all are solved.

        Another file that stands as it was handed out is not solved: no need to run it.
        """
        following = self._desk.next
        for exercise in ALL:
            done = self._desk.is_solved(exercise) or self._desk.is_fresh(exercise)
            if not done and exercise != following:
                self._check(exercise)
        return self._go_on()

    def saved(self, exercises: Iterable[Exercise]) -> bool:
        """Check files that changed; say whether all are solved now.

        An editor may report one save more than once: it is checked once.
        """
        solved = False
        for exercise in exercises:
            if self._checked.get(exercise) != self._desk.digest(exercise):
                solved = self._check(exercise) or solved
        return self._go_on() if solved else False

    def _check(self, exercise: Exercise) -> bool:
        """Check one, and tell of it; say whether it is solved."""
        self._checked[exercise] = self._desk.digest(exercise)
        if not self._desk.file(exercise).exists():
            self._say(progress.gone(self._desk, exercise))
            return False
        found = self._desk.check(exercise)
        self._say(progress.result(self._desk, exercise, found))
        if not found.verdict.solved:
            self._say(progress.advice(self._desk, exercise))
        return found.verdict.solved

    def _go_on(self) -> bool:
        """Tell how far it is and what is wrong next; say whether all are solved."""
        while (following := self._desk.next) is not None:
            self._say(progress.goal(self._desk, following))
            if not self._check(following):
                return False
        self._tell(progress.so_far(self._desk))
        self._tell("All are solved: every gradient goes where it should.")
        return True
