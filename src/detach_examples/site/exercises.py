"""The exercises, to read: goal, broken code, and what the reader may open.

What is hidden stands in ``<details>``, which opens without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ..practice.exercise import ALL, FOLDER, Exercise


class ExercisesDirective(SphinxDirective):
    """``{exercises}`` shows every exercise in its order, a section each."""

    def run(self) -> list[nodes.Node]:
        """Return the sections; the page follows the exercises."""
        sources = [p for p in FOLDER.rglob("*") if p.suffix in (".py", ".md", ".toml")]
        for path in (*sources, Path(__file__), FOLDER.parent / "exercise.py"):
            self.env.note_dependency(str(path))
        return [self._section(exercise) for exercise in ALL]

    def _section(self, exercise: Exercise) -> nodes.section:
        name = nodes.make_id(exercise.name)
        section = nodes.section(ids=[name], classes=["exercise"])
        section["names"].append(nodes.fully_normalize_name(exercise.title))
        section += nodes.title(exercise.title, exercise.title)
        goal, more = exercise.head
        section += self.parse_text_to_nodes(f"**{_upper(goal)}**\n\n{more}")
        section += _code(_without_head(exercise.task))
        for number, hint in enumerate(exercise.hints, 1):
            section += _details(f"Hint {number}", self.parse_text_to_nodes(hint))
        answer = exercise.solutions[0].read_text("utf-8")
        how, _, code = answer.partition("\n\n")
        said = nodes.paragraph("", _upper(how.removeprefix("# One way: ")))
        section += _details("A solution", [said, _code(code)])
        return section


def _without_head(task: str) -> str:
    """Return the code below the head comment, which the page shows as text."""
    return task.partition("\n\n")[2]


def _upper(text: str) -> str:
    """Begin a sentence with a capital letter, but for a name of the code."""
    text = text.removeprefix("Goal: ")
    word = text.split()[0]
    named = len(word) == 1 or "_" in word
    return text if named else text[0].upper() + text[1:]


def _code(code: str) -> nodes.literal_block:
    shown = nodes.literal_block(code, code)
    shown["language"] = "python"
    return shown


def _details(summary: str, inside: list[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield what opens on a click, or with the keyboard."""
    opening = f'<details class="exercise"><summary>{escape(summary)}</summary>'
    yield nodes.raw("", opening, format="html")
    yield from inside
    yield nodes.raw("", "</details>", format="html")
