"""The command line of ``practice``: parses, calls, prints; decides nothing."""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from . import progress
from .check import LIMIT
from .desk import Desk
from .exercise import Exercise, Unknown, find
from .sitting import Sitting

#: What a shell says of a program that an interrupt ended.
_INTERRUPTED = 130
#: Names a limit where the option does not.
_ENVIRONMENT = "PRACTICE_LIMIT"
_DAY = 86_400.0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m detach_examples practice",
        description="Copy exercises into a folder of yours, and check them each time"
        " you save. Files that are there are never written over.",
        allow_abbrev=False,
        epilog="Exit status: 0 all are solved or what you asked for is done, 1 some"
        " are not solved, 2 wrong use, 130 you pressed Ctrl-C.",
    )
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", help="a folder of yours; made if new")
    what = parser.add_mutually_exclusive_group()
    one = what.add_argument
    one("--no-watch", action="store_true", help="check once, and end")
    one("--list", action="store_true", help="list the exercises, and end")
    one(
        "--hint",
        nargs="*",
        metavar=("NAME", "N"),
        help="show the next hint, or hint N, of the next exercise or of NAME",
    )
    one("--solution", nargs="?", const="", metavar="NAME", help="show right answers")
    one("--reset", metavar="NAME", help="lay an exercise out anew; yours is kept")
    add(
        "--limit",
        type=_seconds,
        metavar="SECONDS",
        help=f"how long a file may run (default: {LIMIT:g}, or {_ENVIRONMENT})",
    )
    return parser


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= _DAY:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of seconds up to a day"
        )
    return value


def main(arguments: list[str]) -> int:
    """Practise; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        limit = options.limit or _seconds(os.environ.get(_ENVIRONMENT) or str(LIMIT))
        return _run(options, Desk(options.folder, limit))
    except KeyboardInterrupt:
        print(f"\nStopped. To go on: {progress.call(Desk(options.folder, LIMIT))}")
        return _INTERRUPTED
    except argparse.ArgumentTypeError as error:
        return _refuse(f"{_ENVIRONMENT}: {error}")
    except Unknown as error:
        return _refuse(str(error.args[0]))
    except OSError as error:
        return _refuse(_told(error, options.folder))


def _refuse(what: str) -> int:
    print(f"practice: {what}", file=sys.stderr)
    return 2


def _told(error: OSError, folder: Path) -> str:
    if folder.exists() and not folder.is_dir():
        return f"{folder} is a file; name a folder"
    return f"{error.filename or folder}: {error.strerror}; name a folder you can write"


def _run(options: argparse.Namespace, desk: Desk) -> int:
    asked = options.hint is not None or options.solution is not None
    if not (asked or options.list or options.reset):
        return _practise(desk, once=options.no_watch)
    if not desk.folder.is_dir():
        if desk.folder.exists():
            raise NotADirectoryError
        return _refuse(
            f"there is no folder {desk.folder}; begin: {progress.call(desk)}"
        )
    if options.list:
        lines = progress.overview(desk)
    elif options.reset:
        lines = _reset(desk, find(options.reset))
    elif options.hint is not None:
        lines = _hint(desk, *_which(desk, options.hint))
    else:
        lines = _solution(_chosen(desk, options.solution))
    _tell("\n".join(lines))
    return 0


def _tell(line: str) -> None:
    print(line, flush=True)


def _practise(desk: Desk, *, once: bool) -> int:
    from .watch import MISSING, can_watch, watch

    if not once and not can_watch():
        return _refuse(MISSING)
    if told := progress.copied(desk, desk.lay_out()):
        _tell(told)
    if once:
        return 0 if Sitting(desk, _tell).begin() else 1
    watch(desk, _tell)
    return 0


def _which(desk: Desk, words: list[str]) -> tuple[Exercise, int | None]:
    """Read what stands behind ``--hint``: a name, a number, both, or nothing."""
    numbers = [int(word) for word in words if word.isdecimal()]
    names = [word for word in words if not word.isdecimal()]
    if len(numbers) > 1 or len(names) > 1:
        raise Unknown("--hint takes one name and one number at most")
    exercise = _chosen(desk, *names)
    count = len(exercise.hints)
    if numbers and not 1 <= numbers[0] <= count:
        raise Unknown(f"there is no hint {numbers[0]}; choose from 1 to {count}")
    return exercise, numbers[0] if numbers else None


def _chosen(desk: Desk, name: str = "") -> Exercise:
    """Return the exercise of a name, or the first that is not solved."""
    if name:
        return find(name)
    if (following := desk.next) is None:
        raise Unknown("all are solved; name the exercise that you mean")
    return following


def _hint(desk: Desk, exercise: Exercise, number: int | None) -> Iterator[str]:
    number = desk.hint(exercise, number)
    count = len(exercise.hints)
    yield f"{exercise.name}, hint {number} of {count}:"
    yield textwrap.fill(exercise.hints[number - 1], progress.COLUMNS)
    option = "--hint" if number < count else "--solution"
    yield f"More: {progress.call(desk, option, exercise.name)}"


def _solution(exercise: Exercise) -> Iterator[str]:
    for path in exercise.solutions:
        yield path.read_text(encoding="utf-8").rstrip()
        yield ""


def _reset(desk: Desk, exercise: Exercise) -> Iterator[str]:
    kept = desk.reset(exercise)
    if kept:
        yield f"Your file is kept: {kept}"
    yield f"As given again: {desk.file(exercise)}"
