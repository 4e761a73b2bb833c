"""The command line of ``explain``: parses, calls, prints; decides nothing."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TextIO

USAGE = "python -m detach_examples explain [OPTIONS] (SCRIPT | -m MODULE) [ARGS...]"
_FLAGS = ("--all", "--stop", "-h", "--help")
_VALUED = ("--json", "--svg", "--at", "--max-ops", "--except", "-m")


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Part our options from the program and its arguments.

    Ours may stand before or after the program; all that follows ``--`` is its own.
    """
    ours: list[str] = []
    program: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            program += rest
        elif word in _FLAGS or word.partition("=")[0] in _VALUED and "=" in word:
            ours.append(word)
        elif word in _VALUED:
            ours += [
                word,
                *([value] if (value := next(rest, None)) is not None else []),
            ]
        elif word.startswith("-") and not program and "-m" not in ours:
            ours.append(word)
        else:
            program.append(word)
    return ours, program


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m detach_examples explain",
        usage=USAGE,
        description="Run a training script unchanged, and say for each parameter that"
        " got no gradient which line cut it.",
        allow_abbrev=False,
        epilog="Options may stand before or after the script; all that follows -- is"
        " the script's own. Exit status: 0 all gradients flow, 1 some do not, 2 the"
        " script could not be judged.",
    )
    add = parser.add_argument
    add("-m", metavar="MODULE", help="run a module as python -m does")
    add("--json", metavar="FILE", help="write the report for machines; - for stdout")
    add("--svg", metavar="FILE", help="write the picture")
    add("--all", action="store_true", help="list the parameters that are fine, too")
    add("--at", type=_positive, default=1, metavar="N", help="judge the N-th backward")
    add("--max-ops", type=_positive, metavar="N", help="remember at most N operations")
    add(
        "--except",
        action="append",
        default=[],
        dest="excepted",
        metavar="NAMES",
        help="parameters whose cut is meant, such as 'G.*'; may be repeated",
    )
    add("--stop", action="store_true", help="end the script at the judged backward")
    return parser


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above zero")
    return number


def main(arguments: list[str]) -> int:
    """Explain a program; return the exit status."""
    ours, program = _split(arguments)
    parser = _parser()
    options = parser.parse_args(ours)
    if options.m is None and not program:
        parser.error("name a script, or a module with -m")
    if options.m is None and not Path(program[0]).is_file():
        return _refuse(f"there is no script {program[0]}; give the path of a .py file")
    for target in (options.json, options.svg):
        if target not in (None, "-") and not Path(target).parent.is_dir():
            return _refuse(f"there is no folder for {target}; make it first")
    json_to = _json_stream(options.json)
    from .run import explain

    return explain(options, program, json_to)


def _refuse(what: str) -> int:
    print(f"explain: {what}", file=sys.stderr)
    return 2


def _json_stream(target: str | None) -> TextIO | None:
    """Open where the JSON goes; for ``-``, all other output moves to stderr."""
    if target != "-":
        return None
    sys.stdout.flush()
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return stream
