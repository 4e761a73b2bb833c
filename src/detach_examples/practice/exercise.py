"""An exercise: a broken training step, its hints, right answers and wrong ones.

Importing this imports no torch: the site reads exercises too.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).with_name("exercises")
#: The sequence in which they are met: from one cut line to whole training steps.
ORDER = (
    "loss_reaches_the_weight",
    "feature_stays_a_tensor",
    "losses_keep_their_history",
    "penalty_shrinks_the_weights",
    "count_is_no_loss",
    "training_step_is_recorded",
    "update_keeps_the_leaf",
    "clip_leaves_the_graph_alone",
    "log_holds_no_graph",
    "target_is_a_constant",
    "hidden_state_ends_the_window",
    "frozen_layer_passes_the_gradient",
    "rounding_passes_the_gradient",
    "generator_is_spared",
    "teacher_only_follows",
    "advantage_is_a_weight",
    "code_and_encoder_meet",
    "slope_can_be_trained",
)
_BETWEEN_HINTS = "\n---\n"


@dataclass(frozen=True)
class Exercise:
    """One exercise, by its name, which is also that of its folder."""

    name: str

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return FOLDER / self.name

    @property
    def title(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ").capitalize()

    @cached_property
    def task(self) -> str:
        """The broken file, as the reader gets it."""
        return (self.folder / "task.py").read_text("utf-8")

    @property
    def head(self) -> list[str]:
        """The words of its head comment, a paragraph each: the goal comes first."""
        comment = self.task.partition("\n\n")[0].splitlines()
        text = "\n".join(row.removeprefix("#").strip() for row in comment)
        return [" ".join(part.split()) for part in text.split("\n\n")]

    @property
    def goal(self) -> str:
        """What the mended step does, in one sentence."""
        return self.head[0].removeprefix("Goal: ")

    @property
    def hints(self) -> list[str]:
        """Three hints: where to look, what to think of, which tool."""
        text = (self.folder / "hints.md").read_text("utf-8")
        return [hint.strip() for hint in text.split(_BETWEEN_HINTS)]

    @property
    def solutions(self) -> list[Path]:
        """Right answers, the smallest change first; each begins with how it goes."""
        return sorted((self.folder / "solutions").glob("*.py"), key=self._changed)

    @property
    def wrong(self) -> list[Path]:
        """Wrong answers that lie near; the first line says why each must fail."""
        return sorted((self.folder / "wrong").glob("*.py"))

    def _changed(self, path: Path) -> tuple[int, str]:
        """Count the lines in which a solution differs from the task."""
        new = path.read_text("utf-8").splitlines()
        rows = difflib.ndiff(self.task.splitlines(), new)
        return sum(row[0] in "+-" for row in rows), path.stem


class Unknown(LookupError):
    """What the reader named does not exist; the message is for the reader."""


ALL = tuple(Exercise(name) for name in ORDER)


def find(name: str) -> Exercise:
    """Return the exercise of a name, or of its file.

    :raises Unknown: when there is none.
    """
    stem = Path(name).name.removesuffix(".py")
    if stem in ORDER:
        return Exercise(stem)
    raise Unknown(f"there is no exercise {stem!r}; --list shows their names")
