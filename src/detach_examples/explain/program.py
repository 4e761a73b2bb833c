"""Run the user's program unchanged, judge it, and name its parameters."""

from __future__ import annotations

import builtins
import runpy
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from torch import Tensor, nn

from ..main_module import replaced_main
from .callers import Callers
from .judged import Judged
from .record import Holder, shown
from .session import tracing
from .tracer import Tracer

_OURS = str(Path(__file__).parents[1])


class Program(NamedTuple):
    """A script or a module, and what it is given.

    :param target: the script's path, or the module's name.
    :param is_module: whether ``target`` is a module's name.
    """

    target: str
    is_module: bool
    arguments: list[str]

    def run(self) -> None:
        """Run it as ``python`` would."""
        if self.is_module:
            sys.path.insert(0, str(Path.cwd()))
            sys.argv[:] = [self.target, *self.arguments]
            runpy.run_module(self.target, run_name="__main__", alter_sys=True)
            return
        path = Path(self.target).resolve()
        sys.path.insert(0, str(path.parent))
        sys.argv[:] = [self.target, *self.arguments]
        main = ModuleType("__main__")
        vars(main).update(__file__=str(path), __builtins__=builtins)
        with replaced_main(main):
            text = path.read_bytes()
            code = compile(text, str(path), "exec", dont_inherit=True)
            exec(code, vars(main))

    def roots(self) -> tuple[str, ...]:
        """Return the files that are the user's wherever they lie."""
        if self.is_module:
            return ()
        return (str(Path(self.target).resolve()),)


class Stopped(BaseException):
    """The program was to end at the judged backward."""


class Outcome(NamedTuple):
    """How a program ended.  ``raised`` is what it raised, if it did."""

    tracer: Tracer
    raised: BaseException | None


def run(
    program: Program,
    at: int,
    max_ops: int,
    on_judged: Callable[[Tracer, Judged], None],
    on_foreseen: Callable[[Tracer, Judged, list[Holder]], None] | None = None,
) -> Outcome:
    """Run a program to its end, and call ``on_judged`` at its judged backward.

    ``on_foreseen`` is called before it, with the leaves that it should reach.
    """
    tracer = Tracer(at, max_ops, program.roots())
    tracer.name_parameters(lambda: parameters(tracer.callers))
    tracer.on_judged(lambda judged: on_judged(tracer, judged))
    if on_foreseen is not None:
        told = on_foreseen
        tracer.on_foreseen(lambda judged, reached: told(tracer, judged, reached))
    raised: BaseException | None = None
    with tracing(tracer):
        try:
            program.run()
        except Stopped:
            pass
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            raised = error
    return Outcome(tracer, raised)


def parameters(callers: Callers) -> list[tuple[str, Tensor]]:
    """Name the parameters: those of the globals, then those of the frames' locals."""
    spaces = [vars(sys.modules["__main__"])]
    frames = callers.users_frames(sys._getframe(1))
    inner = [f for f in reversed(frames) if f.f_locals is not f.f_globals]
    spaces += [callers.locals_of(frame) for frame in inner]
    found: dict[int, tuple[str, Tensor]] = {}
    for space in spaces:
        for name, tensor in _in_space(space):
            found.setdefault(id(tensor), (name, tensor))
    if not found:
        for space in spaces:
            for name, tensor in _in_attributes(space):
                found.setdefault(id(tensor), (name, tensor))
    return list(found.values())


def _in_space(space: dict[str, Any]) -> Iterator[tuple[str, Tensor]]:
    things = list(space.items())
    for name, thing in things:
        if isinstance(thing, nn.Module):
            yield from _of_module(name, thing)
    for name, thing in things:
        if isinstance(thing, Tensor) and _trains(thing):
            yield name, thing


def _of_module(name: str, module: nn.Module) -> Iterator[tuple[str, Tensor]]:
    for path, parameter in module.named_parameters(remove_duplicate=False):
        yield f"{name}.{path}", parameter


def _trains(tensor: Tensor) -> bool:
    if not tensor.is_leaf:
        return False
    return tensor.requires_grad or isinstance(tensor, nn.Parameter)


def _in_attributes(space: dict[str, Any]) -> Iterator[tuple[str, Tensor]]:
    """Look into objects and containers, where nothing was found in plain sight."""
    for name, thing in list(space.items()):
        if name.startswith("__"):
            continue
        if isinstance(thing, dict):
            inner = {f"{name}[{key!r}]": value for key, value in thing.items()}
        elif isinstance(thing, (list, tuple)):
            inner = {f"{name}[{i}]": value for i, value in enumerate(thing)}
        else:
            held = getattr(thing, "__dict__", None)
            if not isinstance(held, dict) or isinstance(thing, type(sys)):
                continue
            inner = {f"{name}.{key}": value for key, value in held.items()}
        yield from _in_space(inner)


def plain_traceback(error: BaseException) -> str:
    """Return the program's own traceback, without the frames of this tool."""
    told = traceback.TracebackException.from_exception(error)
    _drop_frames(told)
    return "".join(told.format())


def _drop_frames(told: traceback.TracebackException) -> None:
    kept: list[traceback.FrameSummary] = []
    for frame in told.stack:
        if frame.name == "handle_torch_function":
            kept.pop()  # the frame that handed over to the mode
        elif not frame.filename.startswith((_OURS, "<frozen runpy")):
            kept.append(frame)
    told.stack[:] = kept
    for other in (told.__cause__, told.__context__):
        if other is not None:
            _drop_frames(other)


def last_line(error: BaseException, callers: Callers) -> str:
    """Return the user's innermost line on the way to an error, as ``file:line``."""
    told = traceback.TracebackException.from_exception(error)
    _drop_frames(told)
    mine = [f for f in told.stack if callers.is_users_file(f.filename)]
    return f"{shown(mine[-1].filename)}:{mine[-1].lineno}" if mine else ""
