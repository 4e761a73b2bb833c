"""Look at the statements of the program, before and after each one runs."""

from __future__ import annotations

import ast
import sys
import threading
from types import FrameType
from typing import Any

from torch import Tensor

from .bindings import Binding, header
from .callers import Callers, forget_snapshot
from .expressions import Reader
from .frames import Frames
from .marks import NONE, Marks, is_shared
from .spans import lambda_body, node_at, owner_of, running_span, statements_at

_GENERATOR = 0x20
_LAMBDA = "<lambda>"


class Statements:
    """A trace function that marks what the user's statements bind.

    :param callers: says whose code a frame runs.
    """

    def __init__(self, callers: Callers, frames: Frames) -> None:
        self.active = False
        #: Whether something else held Python's trace function.
        self.blind = False
        self._callers = callers
        self._frames = frames
        self._thread = 0

    def start(self, frame: FrameType) -> None:
        """Begin to look at statements, with those that are running now.

        :param frame: the innermost frame that runs one.
        """
        if self.active:
            return
        self.active = True
        self._thread = threading.get_ident()
        if sys.gettrace() is not None:
            self.blind = True
            return
        step: FrameType | None = frame
        while step is not None:
            if self._callers.is_users(step.f_code):
                self._frames.begin(owner_of(step), step.f_lineno)
                step.f_trace = self._local
            step = step.f_back
        sys.settrace(self._called)

    def stop(self) -> None:
        """Look no longer, and forget all."""
        if self.active and not self.blind and threading.get_ident() == self._thread:
            if sys.gettrace() == self._called:  # else the program has set its own
                sys.settrace(None)
            step: FrameType | None = sys._getframe()
            while step is not None:
                if step.f_trace == self._local:
                    step.f_trace = None
                forget_snapshot(step)
                step = step.f_back
        self.active = False
        self._frames.clear()

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        """A function is entered: its parameters carry what they are given."""
        if not self.active or not self._callers.is_users(frame.f_code):
            return None
        if owner_of(frame) is not frame:
            return None
        self._bind(frame)
        self._frames.begin(frame, frame.f_lineno)
        return self._local

    def _local(self, frame: FrameType, event: str, argument: Any) -> Any:
        if not self.active:
            return None
        if event == "line":
            self._finish(frame)
            self._begin(frame)
        elif event == "return":
            self._returned(frame, argument)
        return self._local

    def _begin(self, frame: FrameType) -> None:
        running = self._frames.begin(frame, frame.f_lineno)
        if frame.f_code.co_name == _LAMBDA:
            return
        if not self._frames.objects and not self._frames.names(frame):
            return
        for statement in statements_at(frame.f_code.co_filename, frame.f_lineno):
            reader = self._frames.reader_in(frame, running)
            for part in header(statement):
                reader.look(part)
            running.readers.append((statement, reader))

    def _finish(self, frame: FrameType) -> None:
        """A statement has run: mark what it bound."""
        running = self._frames.running(frame)
        if running is None or frame.f_code.co_name == _LAMBDA:
            return
        if not running.readers:
            if not running.results:
                return
            for statement in statements_at(frame.f_code.co_filename, running.line):
                reader = self._frames.reader_in(frame, running)
                running.readers.append((statement, reader))
        for statement, reader in running.readers:
            reader.scope.refresh()
            Binding(reader).statement(statement)

    def _returned(self, frame: FrameType, result: Any) -> None:
        running = self._frames.running(frame)
        self._finish(frame)
        marks = NONE
        for statement, reader in running.readers if running else ():
            if isinstance(statement, ast.Return):
                marks |= reader.marks(statement.value)
                Binding(reader).elements(result, statement.value)
            elif isinstance(statement, ast.Expr):
                marks |= _yielded(reader, statement.value)
        if frame.f_code.co_name == _LAMBDA:
            marks |= self._frames.reader(frame).marks(lambda_body(frame.f_code))
        objects = self._frames.objects
        marks |= objects.of(result) if not is_shared(result) else NONE
        if marks and not isinstance(result, Tensor) and not objects.knows(result):
            objects.spread(result, marks)
        back = self._user_behind(frame)
        if back is not None and (result is not None or _makes(frame)):
            self._frames.gave(back, marks)
        if frame.f_code.co_flags & _GENERATOR == 0:
            self._frames.drop(frame)

    def _bind(self, frame: FrameType) -> None:
        """Mark the parameters of a function by the arguments of its call."""
        back = self._user_behind(frame)
        if back is None or not self._frames.carry():
            return
        call = node_at(back.f_code.co_filename, running_span(back))
        if not isinstance(call, ast.Call):
            return
        reader = self._frames.reader(back)
        code = frame.f_code
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        first = 1 if names[:1] in (("self",), ("cls",)) else 0
        for name, node in zip(names[first:], call.args, strict=False):
            self._mark_name(frame, name, reader.marks(node))
        for keyword in call.keywords:
            if keyword.arg in names:
                self._mark_name(frame, str(keyword.arg), reader.marks(keyword.value))

    def _user_behind(self, frame: FrameType) -> FrameType | None:
        """Return the user's frame that called a frame, whatever lies between."""
        back = frame.f_back
        while back is not None and not self._callers.is_users(back.f_code):
            back = back.f_back
        return back

    def _mark_name(self, frame: FrameType, name: str, marks: Marks) -> None:
        if marks:
            thing = frame.f_locals.get(name)
            if is_shared(thing):
                self._frames.names(frame).put(name, marks)
            elif not isinstance(thing, Tensor):
                self._frames.objects.add(thing, marks)


def _makes(frame: FrameType) -> bool:
    """Say whether a frame fills a new object, whose parts are then known one by one."""
    return frame.f_code.co_name == "__init__"


def _yielded(reader: Reader, node: ast.AST) -> Marks:
    return (
        reader.marks(node.value)
        if isinstance(node, (ast.Yield, ast.YieldFrom))
        else NONE
    )
