"""Read the problems of a folder; refuse a file that holds none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..guard.faults import Fault
from ..guard.golden import Unsound
from ..guard.letters import unreadable
from .problem import BLANK, KINDS, LEVELS, Option, Problem

FOLDER = Path("docs/learn/_problems")
FEWEST = 3
_AT_LINE = re.compile(r"\(at line (\d+)")


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
    file, text = path.relative_to(root).as_posix(), path.read_text("utf-8", "replace")
    for fault in unreadable(file, text):
        raise Unsound(fault)
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
_LISTS = {"hints", "options", "mistakes", "more"}
_ALLOWED = _NEEDED | {"program", "goal", "mistakes", "more"}


def _faults(told: dict[str, Any], file: str, lines: list[int]) -> Iterator[Fault]:
    """Yield what is missing or unknown."""
    for key in sorted(_NEEDED - told.keys()):
        yield Fault(file, 1, f"The problem has no {key}.", f"Write: {key} = ...")
    for key in sorted(told.keys() - _ALLOWED):
        do = f"Choose from: {', '.join(sorted(_ALLOWED))}."
        yield Fault(file, 1, f"A problem has no key {key!r}.", do)
    yield from _misshapen(told, file, lines)
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


def _misshapen(told: dict[str, Any], file: str, lines: list[int]) -> Iterator[Fault]:
    """Yield the values that are of another kind than the key's."""
    for key, value in told.items():
        wanted = list if key in _LISTS else str
        if not isinstance(value, wanted):
            do = f"Write a {'list' if wanted is list else 'text'}."
            yield Fault(file, 1, f"The value of {key} is no {wanted.__name__}.", do)
        elif key != "options" and wanted is list and not all(map(_is_text, value)):
            yield Fault(file, 1, f"The list {key} holds more than texts.", "Quote all.")
    options = told["options"]
    if len(options) != len(lines) or not all(isinstance(o, dict) for o in options):
        do = "Begin each with a line: [[options]]"
        yield Fault(file, 1, "The options are not written as options.", do)
    for line, option in zip(lines, options, strict=True):
        if not all(map(_is_text, option.values())):
            yield Fault(file, line, "This option holds more than texts.", "Quote all.")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


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
        title=told["title"],
        kind=told["kind"],
        level=told["level"],
        question=told["question"],
        hints=tuple(told["hints"]),
        mistakes=tuple(told.get("mistakes", ())),
        more=tuple(told.get("more", ())),
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
