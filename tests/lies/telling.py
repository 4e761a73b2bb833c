"""Tell a lie, and report which claims object: ``python -m lies.telling NAME``.

Without a name the truth is told; ``--taught`` tells each lie to its own page alone;
``--listen`` reads names, one a line, and answers each with a line.

Each page runs in a process of its own, forked from this one, so that a lie leaves no
trace and a crash ends one page.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import sys
import traceback
import warnings
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import pytest
import torch  # noqa: F401  (a lie is told of it)
from sybil.example import SybilFailure

from detach_examples import picture, plot
from detach_examples.explain import figure
from detach_examples.guard import claims, examples, state
from detach_examples.guard.reach import declared
from detach_examples.guard.script import scripts

from .lie import Lie
from .table import LIES

ROOT = examples.ROOT
#: Seconds for a page; a lie may make it hang.
_LIMIT = 120
#: These are no objection: the page did not run, or an earlier line of it had failed.
_CRASHES = re.compile(r"\b(NameError|ImportError|ModuleNotFoundError|SyntaxError)\b")
#: Imported before forking, for each page would import them again.
_WARM = (
    "matplotlib.pyplot",
    "detach_examples.explain.session",
    "torch._dynamo",
    "torch._decomp.decompositions_for_jvp",
    "torch.export",
    "torch.func",
    "torch.nn.parallel",
    "torch.optim",
    "torch.utils.checkpoint",
)


class Objection(NamedTuple):
    """A claim that failed, and how."""

    claim: str
    told: str


def sources() -> list[Path]:
    """Return the pages and scripts that state a claim."""
    files = {claim.file for claim in claims.claims(ROOT)}
    read = [*claims.pages(ROOT), *(script.path for script in scripts(ROOT))]
    return [path for path in read if path.relative_to(ROOT).as_posix() in files]


def meets(lie: Lie, path: Path) -> bool:
    """Say whether a page may meet a lie: its source has one of the lie's words.

    A page that starts processes takes seconds, and meets what is told to it alone.
    """
    text = path.read_text("utf-8")
    if declared(text):
        return path.with_suffix("").as_posix().endswith(lie.taught)
    return any(word in text for word in lie.words)


def objections(lie: Lie | None, path: Path) -> list[Objection]:
    """Return the claims of a page that object to a lie, or to the truth.

    :raises RuntimeError: when the page ends its process, or runs out of time.
    """
    with TemporaryFile("w+") as file:
        child = os.fork()
        if not child:
            _be_child(lie, path, file.fileno())
        _, status = os.waitpid(child, 0)
        file.seek(0)
        told = file.read()
    if status or not told:
        raise RuntimeError(f"{path.name} ended with status {status}: {told[-2000:]}")
    return [Objection(*row) for row in json.loads(told)]


def _be_child(lie: Lie | None, path: Path, out: int) -> None:
    """Run the page, write the objections, and end."""
    status = 1
    try:
        signal.alarm(_LIMIT)
        sink = os.open(os.devnull, os.O_RDWR)
        os.dup2(sink, 0)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        found = run(lie, path)
        os.write(out, json.dumps(found).encode())
        status = 0
    except BaseException:
        os.write(out, traceback.format_exc().encode())
    finally:
        os._exit(status)


def run(lie: Lie | None, path: Path) -> list[Objection]:
    """Run a page under a lie, in this process, for good."""
    sybil = examples.gallery if path.suffix == ".py" else examples.pages
    stated = examples.claims_of(path)
    document = sybil.parse(path)
    state.reset()
    _draw_nothing()
    if lie is not None:
        lie.tell(pytest.MonkeyPatch())
    found: dict[str, str] = {}
    for example in document.examples():
        if "terminal" in sybil.fixtures and not examples.is_prompt(example):
            continue  # a terminal session runs elsewhere, where nobody lies
        told = _told(example)
        for claim in stated:
            if told and claim.proves(example.line) and not _CRASHES.search(told):
                found.setdefault(claim.name, told)
    return [Objection(name, told[-500:]) for name, told in found.items()]


def _draw_nothing() -> None:
    """Leave pictures out: no claim is about them, and they take most of the time."""
    nothing = picture.Picture("", "", "", "")
    figure.picture = lambda *_: nothing
    plot.show_plot = lambda *_, **__: nothing


def _told(example: object) -> str:
    """Return how an example fails, or nothing."""
    try:
        example.evaluate()  # type: ignore[attr-defined]  # sybil gives it no type
    except SybilFailure as failure:
        return str(failure.result)
    except (Exception, SystemExit) as error:
        return "".join(traceback.format_exception_only(error))
    return ""


def tell(lie: Lie | None, paths: Iterable[Path]) -> dict[str, str]:
    """Return the claims that object to a lie, with what each said."""
    found = {}
    for path in paths:
        if lie is None or meets(lie, path):
            found.update(dict(objections(lie, path)))
    return found


def taught() -> dict[str, dict[str, str]]:
    """Tell each lie to the page that teaches the truth."""
    by_page = {claim.page: ROOT / claim.file for claim in claims.claims(ROOT)}
    return {
        name: dict(objections(lie, by_page[lie.taught])) for name, lie in LIES.items()
    }


def main(arguments: list[str]) -> None:
    """Print what was found, as JSON."""
    with warnings.catch_warnings(action="ignore"):
        for name in _WARM:
            importlib.import_module(name)
    if arguments == ["--taught"]:
        print(json.dumps(taught()))
    else:
        asked = sys.stdin if arguments == ["--listen"] else arguments or [""]
        for name in map(str.strip, asked):
            lie = LIES[name] if name else None
            print(json.dumps(tell(lie, sources())), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
