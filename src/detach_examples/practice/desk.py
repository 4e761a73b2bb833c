"""A reader's folder: the files are the reader's, and are never written over."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from itertools import count
from pathlib import Path

from .check import Checked, check
from .exercise import ALL, FOLDER, Exercise
from .notes import Notes

BACKUPS = "backups"


class Desk:
    """A folder with exercises, and what is known of each.

    :param limit: seconds that a file may run.
    """

    def __init__(self, folder: Path, limit: float) -> None:
        self.folder = folder
        self._limit = limit
        self.notes = Notes.read(folder)

    def file(self, exercise: Exercise) -> Path:
        """Return the reader's file of an exercise."""
        return self.folder / f"{exercise.name}.py"

    def lay_out(self) -> list[Exercise]:
        """Copy the exercises that are not there; return them.

        :raises OSError: when the folder cannot be made or written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        return [exercise for exercise in ALL if self._copy(exercise)]

    def _copy(self, exercise: Exercise) -> bool:
        try:
            with self.file(exercise).open("x", encoding="utf-8") as new:
                new.write(exercise.task)
        except FileExistsError:
            return False
        return True

    def reset(self, exercise: Exercise) -> Path | None:
        """Lay out an exercise anew; return where the reader's file went, if it did."""
        file, kept = self.file(exercise), None
        if file.exists() and not self.is_fresh(exercise):
            kept = self._free(exercise)
            kept.parent.mkdir(exist_ok=True)
            file.rename(kept)
        self._copy(exercise)
        return kept

    def _free(self, exercise: Exercise) -> Path:
        names = (f"{exercise.name}-{number}.py" for number in count(1))
        paths = (self.folder / BACKUPS / name for name in names)
        return next(path for path in paths if not path.exists())

    def is_fresh(self, exercise: Exercise) -> bool:
        """Say whether a file stands as it was handed out: not begun, not solved."""
        return self._bytes(exercise) == exercise.task.encode()

    def is_solved(self, exercise: Exercise) -> bool:
        """Say whether a file was found solved as it stands, with this torch."""
        return self.notes.solved.get(exercise.name) == self.digest(exercise)

    def check(self, exercise: Exercise) -> Checked:
        """Check a file, and note whether it is solved."""
        before = self.digest(exercise)
        found = check(self.file(exercise), exercise.name, self._limit)
        if found.verdict.solved:
            self.notes.solved[exercise.name] = before
        else:
            self.notes.solved.pop(exercise.name, None)
        self.notes.write(self.folder)
        return found

    def hint(self, exercise: Exercise, number: int | None = None) -> int:
        """Return which hint to show, from 1 on, and note that it was seen."""
        seen = self.notes.hints.get(exercise.name, 0)
        number = number or min(seen + 1, len(exercise.hints))
        self.notes.hints[exercise.name] = max(seen, number)
        self.notes.write(self.folder)
        return number

    @property
    def solved(self) -> list[Exercise]:
        """The exercises that are solved."""
        return [exercise for exercise in ALL if self.is_solved(exercise)]

    @property
    def next(self) -> Exercise | None:
        """The first exercise that is not solved."""
        return next((e for e in ALL if not self.is_solved(e)), None)

    def _bytes(self, exercise: Exercise) -> bytes:
        try:
            return self.file(exercise).read_bytes()
        except OSError:
            return b""

    def digest(self, exercise: Exercise) -> str:
        """Stand for a file, its check and the torch that it is checked with."""
        checking = (FOLDER / exercise.name / "check.py").read_bytes()
        parts = (self._bytes(exercise), checking, version("torch").encode())
        return hashlib.sha256(b"\0".join(parts)).hexdigest()
