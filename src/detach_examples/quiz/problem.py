"""A problem as its file tells it: a question, a program, and what to choose from.

A file never says which option is right: :mod:`detach_examples.quiz.verdict` runs
them to find out.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..guard.faults import Fault
from ..guard.golden import Unsound

FOLDER = Path("docs/learn/_problems")
#: What stands in a program for the reader's choice.
BLANK = "___"
LEVELS = ("easy", "medium", "hard")
FEWEST = 3
#: Each kind, and the key by which an option says what the reader chooses.
KINDS = {
    "concept": "text",
    "predict": "text",
    "fill": "code",
    "bug": "code",
    "tool": "code",
    "debug": "code",
    "memory": "code",
}
_AT_LINE = re.compile(r"\(at line (\d+)")


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


@dataclass(frozen=True)
class Option:
    """What a reader can choose, and why it does what it does.

    ``shown`` is code, an output or a statement; ``replace`` is the line of the
    program that the code takes the place of; ``proof`` decides a statement;
    ``line`` is where the option begins in its file.
    """

    shown: str
    why: str
    replace: str
    proof: str
    line: int

    @property
    def key(self) -> str:
        """A name that stays while the option says the same."""
        return f"o{_digest(self.replace, self.shown)[:7]}"


@dataclass(frozen=True)
class Problem:
    """One problem; ``file`` is relative to the project."""

    file: str
    name: str
    title: str
    kind: str
    level: str
    question: str
    program: str
    goal: str
    hints: tuple[str, ...]
    mistakes: tuple[str, ...]
    more: tuple[str, ...]
    options: tuple[Option, ...]

    def fault(self, what: str, do: str, line: int = 1) -> Unsound:
        """Return the error that refuses this problem."""
        return Unsound(Fault(self.file, line, what, do))

    @property
    def shuffled(self) -> list[Option]:
        """The options in an order that tells nothing, and is always the same."""
        return sorted(self.options, key=lambda option: _digest(self.name, option.key))

    def filled(self, option: Option) -> str:
        """Return the program with an option in its place."""
        place = option.replace or BLANK
        rows = self.program.splitlines()
        for at, row in enumerate(rows):
            if row.strip() == place:
                indent = row[: len(row) - len(row.lstrip())]
                rows[at] = textwrap.indent(option.shown, indent)
            elif not option.replace:
                rows[at] = row.replace(BLANK, option.shown)
        return "\n".join(rows) + "\n"


def problems(root: Path, part: str) -> list[Problem]:
    """Return the problems of ``try`` or ``challenge``, the easier ones first.

    :raises Unsound: for the first file that cannot be read as one.
    """
    found = [read(path, root) for path in files(root, part)]
    return sorted(found, key=lambda p: (LEVELS.index(p.level), p.name))


def files(root: Path, part: str) -> list[Path]:
    """Return the files that hold them."""
    return sorted((root / FOLDER / part).glob("*.toml"))


def read(path: Path, root: Path) -> Problem:
    """Read a problem.

    :raises Unsound: naming the file, the line, what is wrong and what to do.
    """
    file, text = path.relative_to(root).as_posix(), path.read_text("utf-8")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _AT_LINE.search(str(error))
        what, do = f"This is no TOML: {error}.", "Mend the line."
        raise Unsound(Fault(file, int(line[1]) if line else 1, what, do)) from error
    for fault in _faults(told, file, _lines(text)):
        raise Unsound(fault)
    problem = _made(told, file, path.stem, _lines(text))
    for unsound in _misfits(problem):
        raise unsound
    return problem


def _lines(text: str) -> list[int]:
    """Return the line at which each option begins."""
    rows = enumerate(text.splitlines(), 1)
    return [at for at, row in rows if row.strip() == "[[options]]"]


_NEEDED = {"title", "kind", "level", "question", "hints", "options"}
_ALLOWED = _NEEDED | {"program", "goal", "mistakes", "more"}


def _faults(told: dict[str, Any], file: str, lines: list[int]) -> Iterator[Fault]:
    """Yield what is missing or unknown."""
    for key in sorted(_NEEDED - told.keys()):
        yield Fault(file, 1, f"The problem has no {key}.", f"Write: {key} = ...")
    for key in sorted(told.keys() - _ALLOWED):
        do = f"Choose from: {', '.join(sorted(_ALLOWED))}."
        yield Fault(file, 1, f"A problem has no key {key!r}.", do)
    for key, known in (("kind", tuple(KINDS)), ("level", LEVELS)):
        if told.get(key) not in known:
            do = f"Choose from: {', '.join(known)}."
            yield Fault(file, 1, f"There is no {key} {told.get(key)!r}.", do)
    if len(told["options"]) < FEWEST:
        what = f"The problem has {len(told['options'])} options."
        do = f"Write {FEWEST} at least: what people really do."
        yield Fault(file, 1, what, do)
    for line, option in zip(lines, told["options"], strict=True):
        yield from _faults_of(option, told["kind"], file, line)


def _faults_of(
    option: dict[str, Any], kind: str, file: str, line: int
) -> Iterator[Fault]:
    shown = KINDS[kind]
    needed = {shown, "why"} | ({"proof"} if kind == "concept" else set())
    allowed = needed | ({"replace"} if shown == "code" else set())
    for key in sorted(needed - option.keys()):
        yield Fault(file, line, f"This option has no {key}.", f"Write: {key} = ...")
    for key in sorted(option.keys() - allowed):
        do = f"Choose from: {', '.join(sorted(allowed))}."
        yield Fault(file, line, f"An option of this kind has no key {key!r}.", do)


def _made(told: dict[str, Any], file: str, name: str, lines: list[int]) -> Problem:
    shown = KINDS[told["kind"]]
    options = (
        Option(
            option[shown].strip("\n"),
            option["why"].strip(),
            option.get("replace", "").strip(),
            option.get("proof", ""),
            line,
        )
        for line, option in zip(lines, told["options"], strict=True)
    )
    return Problem(
        file=file,
        name=name,
        program=told.get("program", ""),
        goal=told.get("goal", ""),
        options=tuple(options),
        **{key: told[key] for key in ("title", "kind", "level", "question")},
        **{key: tuple(told.get(key, ())) for key in ("hints", "mistakes", "more")},
    )


def _misfits(problem: Problem) -> Iterator[Unsound]:
    """Yield what keeps the options from being tried out in the program."""
    chosen = KINDS[problem.kind] == "code"
    if chosen and not problem.goal:
        do = "Write the asserts that the right option passes: goal = '''...'''"
        yield problem.fault("The problem has no goal.", do)
    if not problem.program and problem.kind != "concept":
        yield problem.fault("The problem has no program.", "Write: program = '''...'''")
    rows = [row.strip() for row in problem.program.splitlines()]
    seen: set[str] = set()
    for option in problem.options:
        if option.key in seen:
            do = "Remove one of the two."
            yield problem.fault("This option stands here twice.", do, option.line)
        seen.add(option.key)
        if chosen and not option.replace and problem.program.count(BLANK) != 1:
            what, do = (
                "The program has no one blank.",
                f"Write {BLANK} once, or replace.",
            )
            yield problem.fault(what, do, option.line)
        if option.replace and rows.count(option.replace) != 1:
            what = f"The program has not one line {option.replace!r}."
            do = "Copy the line of the program that the option takes the place of."
            yield problem.fault(what, do, option.line)
