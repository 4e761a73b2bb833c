"""Explain a script inside this process, and say what else a test must know of it."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from asyncio import events
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from detach_examples.command import main
from detach_examples.explain import program, session
from detach_examples.explain.judged import Judged
from detach_examples.explain.program import Program
from detach_examples.explain.report import Report
from detach_examples.explain.tracer import MAX_OPS, Tracer

#: What a script leaves behind: its globals, and the generator's state.
Left = dict[str, Any]
_RNG = "state of the generator"


class Explained(NamedTuple):
    """A script that ran.

    :param report: what was judged.
    :param names: per parameter, all names that it went by at the judged call.
    :param left: the globals at the script's end.
    :param raised: what ended the script, or None.
    """

    report: Report
    names: list[set[str]]
    left: Left
    raised: BaseException | None


@contextmanager
def as_a_process() -> Iterator[None]:
    """Put back what a script may leave changed, and torch's state with it."""
    argv, path = sys.argv[:], sys.path[:]
    loop = events._get_running_loop()  # a browser's, where one is open
    events._set_running_loop(None)
    begin()
    try:
        yield
    finally:
        sys.argv[:], sys.path[:] = argv, path
        events._set_running_loop(loop)
        begin()


def begin() -> None:
    """Give a script the state of torch that a process of its own begins with."""
    torch.manual_seed(0)
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)


def run_plainly(script: Path) -> Left:
    """Run a script that nothing watches, and return what it leaves."""
    with as_a_process():
        sys.path.insert(0, str(script.parent))
        left = runpy.run_path(str(script), run_name="__main__")
        return {**left, _RNG: torch.get_rng_state()}


def explain(script: Path, *, at: int = 1, max_ops: int = MAX_OPS) -> Explained:
    """Run a script under explain, as the command line does."""
    told: list[Report] = []
    names: list[set[str]] = []
    left: list[Left] = []

    def judged(tracer: Tracer, found: Judged) -> None:
        told.append(session.report(tracer, found, str(script)))

    def named(*arguments: Any) -> Any:
        names[:] = _names(str(script.resolve()), sys._getframe(1))
        left[:] = [vars(sys.modules["__main__"])]
        return original(*arguments)

    original = program.parameters
    with as_a_process():
        program.parameters = named
        try:
            done = program.run(Program(str(script), False, []), at, max_ops, judged)
        finally:
            program.parameters = original
        generator = torch.get_rng_state()
    if not told and done.tracer.provisional is not None:
        judged(done.tracer, done.tracer.provisional)
    assert told, f"{script.name} was not judged: {done.raised!r}"
    return Explained(told[0], names, {**left[0], _RNG: generator}, done.raised)


def _names(file: str, frame: FrameType | None) -> list[set[str]]:
    """Return all names of each parameter that the frames of a file can see."""
    spaces = [vars(sys.modules["__main__"])]
    while frame is not None:
        if frame.f_code.co_filename == file and frame.f_locals is not frame.f_globals:
            spaces.append(frame.f_locals)
        frame = frame.f_back
    found: dict[int, set[str]] = {}
    for space in spaces:
        for name, thing in space.items():
            if isinstance(thing, nn.Module):
                for path, p in thing.named_parameters(remove_duplicate=False):
                    found.setdefault(id(p), set()).add(f"{name}.{path}")
            elif isinstance(thing, nn.Parameter) or _trains(thing):
                found.setdefault(id(thing), set()).add(name)
    return list(found.values())


def _trains(thing: Any) -> bool:
    return isinstance(thing, Tensor) and thing.is_leaf and thing.requires_grad


class Ended(NamedTuple):
    """A process that ended: its exit status and what it wrote."""

    status: int
    out: str
    err: str


#: Starts processes that have torch loaded: each is a copy of one that waits.
_READY = multiprocessing.get_context("forkserver")
_READY.set_forkserver_preload(["torch", "detach_examples.explain.run"])


def command(folder: Path, *arguments: str) -> Ended:
    """Run ``python -m detach_examples explain`` in a process of its own."""
    files = folder / "stdout", folder / "stderr"
    process = _READY.Process(target=_child, args=(folder, arguments, *files))
    process.start()
    process.join(timeout=60)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise AssertionError("the process did not end")
    return Ended(process.exitcode, *(f.read_text(encoding="utf-8") for f in files))


def _child(folder: Path, arguments: list[str], *files: Path) -> None:
    os.chdir(folder)
    for descriptor, file in enumerate(files, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    torch.set_num_threads(1)
    sys.exit(main(["explain", *arguments]))
