"""Follow a value that left autograd through Python, statement by statement.

Numbers and arrays hold no reference to the tensor that they came from.  From the
first such value on, a trace function looks at each statement of the user's program
before and after it runs, and marks what it binds.
"""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import count
from types import FrameType
from typing import Any

import numpy as np
from torch import Tensor, nn

from . import calls
from .callers import Caller, Callers, forget_snapshot
from .expressions import (
    Reader,
    Span,
    lambda_body,
    node_at,
    owner_of,
    running_span,
    statements_at,
)
from .marks import NONE, MarkedNames, MarkedObjects, Marks, is_shared
from .record import Use, Value
from .tensors import Tensors

_DEEPEST = 6


class _Running:
    """The statement that a frame is executing."""

    __slots__ = ("line", "readers", "results")

    def __init__(self, line: int) -> None:
        self.line = line
        self.results: dict[Span, Marks] = {}
        self.readers: list[tuple[ast.stmt, Reader]] = []


class Follower:
    """Marks the Python objects that depend on values which left autograd."""

    def __init__(self, callers: Callers, tensors: Tensors) -> None:
        self.active = False
        self.blind = False
        self._callers = callers
        self._objects = MarkedObjects(tensors)
        self._names: dict[int, dict[str, Marks]] = {}
        self._running: dict[int, _Running] = {}
        self._thread = 0

    # -- values leave and enter ----------------------------------------------

    def escaped(self, result: Any, value: Value, caller: Caller) -> None:
        """A value has left autograd as ``result``."""
        marks = frozenset([value])
        self._start(caller.frame)
        self._objects.add_all(result, marks)
        self._result(caller.frame, marks)

    def _result(self, frame: FrameType, marks: Marks) -> None:
        """The expression that a frame is evaluating has those marks."""
        span = running_span(frame)
        running = self._running.get(id(owner_of(frame)))
        if running is not None and span is not None:
            running.results[span] = running.results.get(span, NONE) | marks

    def entering(
        self, name: str, args: Iterable[Any], kwargs: dict[str, Any], caller: Caller
    ) -> list[Use]:
        """Return the uses of values that come back to torch as numbers or arrays."""
        whole = name in calls.COUNTS_WHOLE
        numbers = list(_numbers([*args, *kwargs.values()], whole))
        if not numbers:
            return []
        found = NONE
        for number in numbers:
            found |= self._objects.of(number)
        found |= self._expression(caller.frame)
        return [Use(value, False) for value in found]

    def _expression(self, frame: FrameType) -> Marks:
        """Return the marks of the operands that a frame hands over."""
        node = node_at(frame.f_code.co_filename, running_span(frame))
        if node is None:
            return NONE
        reader = self._reader(frame)
        if isinstance(node, ast.Call):
            keywords = [k.value for k in node.keywords]
            return _union(reader, [*node.args, *keywords])
        if isinstance(node, ast.AugAssign):
            return reader.marks(node.value)
        if isinstance(node, ast.Subscript):
            if isinstance(node.ctx, ast.Store):
                return reader.index(node.slice) | self._stored(reader, frame)
            return reader.index(node.slice)
        return _union(reader, ast.iter_child_nodes(node))

    def _stored(self, reader: Reader, frame: FrameType) -> Marks:
        found = NONE
        for statement in statements_at(frame.f_code.co_filename, frame.f_lineno):
            if isinstance(statement, (ast.Assign, ast.AugAssign)):
                found |= reader.marks(statement.value)
        return found

    def _reader(self, frame: FrameType) -> Reader:
        owner = owner_of(frame)
        running = self._running.get(id(owner))
        results = running.results if running else {}
        reader = Reader(frame, self._objects, self._named(owner), results)
        if frame is not owner:
            reader.around = self._reader(owner)
        return reader

    def unseen(self, tensor: Tensor, caller: Callable[[], Caller]) -> list[Use]:
        """Return the uses behind a tensor that Python made out of sight.

        One that was read from a file is met before the statement that reads it ends.
        """
        if not self.active:
            return []
        marks = self._objects.own(tensor)
        if not marks and not isinstance(tensor, nn.Parameter):
            read = self._expression(caller().frame)
            marks = frozenset(v for v in read if v.maker and v.maker.name == "pickle")
        return [Use(value, False) for value in marks]

    # -- statements ----------------------------------------------------------

    def _start(self, frame: FrameType) -> None:
        """Begin to look at statements, with those that are running now."""
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
                self._running[id(owner_of(step))] = _Running(step.f_lineno)
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
        self._objects.clear()
        self._names.clear()
        self._running.clear()

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        """A function is entered: its parameters carry what they are given."""
        if not self.active or not self._callers.is_users(frame.f_code):
            return None
        if owner_of(frame) is not frame:
            return None
        self._bind(frame)
        self._running[id(frame)] = _Running(frame.f_lineno)
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
        running = self._running[id(frame)] = _Running(frame.f_lineno)
        if frame.f_code.co_name == _LAMBDA:
            return
        if not self._objects and not self._named(frame):
            return
        for statement in statements_at(frame.f_code.co_filename, frame.f_lineno):
            reader = self._new_reader(frame, running)
            for part in _header(statement):
                reader.look(part)
            running.readers.append((statement, reader))

    def _new_reader(self, frame: FrameType, running: _Running) -> Reader:
        return Reader(frame, self._objects, self._named(frame), running.results)

    def _named(self, frame: FrameType) -> MarkedNames:
        own = self._names.setdefault(id(frame), {})
        everywhere = self._names.setdefault(id(frame.f_globals), {})
        return MarkedNames(own, everywhere, frame.f_code)

    def _finish(self, frame: FrameType) -> None:
        """A statement has run: mark what it bound."""
        running = self._running.get(id(frame))
        if running is None or frame.f_code.co_name == _LAMBDA:
            return
        if not running.readers:
            if not running.results:
                return
            for statement in statements_at(frame.f_code.co_filename, running.line):
                reader = self._new_reader(frame, running)
                running.readers.append((statement, reader))
        for statement, reader in running.readers:
            reader.refresh()
            _Binding(reader, self._objects, self._named(frame)).statement(statement)

    def _returned(self, frame: FrameType, result: Any) -> None:
        running = self._running.get(id(frame))
        self._finish(frame)
        marks = NONE
        for statement, reader in running.readers if running else ():
            if isinstance(statement, ast.Return):
                marks |= reader.marks(statement.value)
                binding = _Binding(reader, self._objects, self._named(frame))
                binding.elements(result, statement.value)
            elif isinstance(statement, ast.Expr):
                marks |= _yielded(reader, statement.value)
        if frame.f_code.co_name == _LAMBDA:
            marks |= self._reader(frame).marks(lambda_body(frame.f_code))
        marks |= self._objects.of(result) if not is_shared(result) else NONE
        if marks and not isinstance(result, Tensor) and not self._objects.knows(result):
            self._objects.spread(result, marks)
        back = frame.f_back
        while back is not None and not self._callers.is_users(back.f_code):
            back = back.f_back
        if back is not None and (result is not None or _makes(frame)):
            self._result(back, marks)
        if frame.f_code.co_flags & _GENERATOR == 0:
            self._running.pop(id(frame), None)
            self._names.pop(id(frame), None)

    def _bind(self, frame: FrameType) -> None:
        """Mark the parameters of a function by the arguments of its call."""
        back = frame.f_back
        while back is not None and not self._callers.is_users(back.f_code):
            back = back.f_back
        if (
            back is None
            or not self._objects
            and not any(self._names.values())
            and not any(r.results for r in self._running.values())
        ):
            return
        call = node_at(back.f_code.co_filename, running_span(back))
        if not isinstance(call, ast.Call):
            return
        reader = self._reader(back)
        code = frame.f_code
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        first = 1 if names[:1] in (("self",), ("cls",)) else 0
        for name, node in zip(names[first:], call.args, strict=False):
            self._mark_name(frame, name, reader.marks(node))
        for keyword in call.keywords:
            if keyword.arg in names:
                self._mark_name(frame, str(keyword.arg), reader.marks(keyword.value))

    def _mark_name(self, frame: FrameType, name: str, marks: Marks) -> None:
        if marks:
            thing = frame.f_locals.get(name)
            if is_shared(thing):
                self._named(frame).put(name, marks)
            elif not isinstance(thing, Tensor):
                self._objects.add(thing, marks)


_GENERATOR = 0x20
_LAMBDA = "<lambda>"


def _makes(frame: FrameType) -> bool:
    """Say whether a frame fills a new object, whose parts are then known one by one."""
    return frame.f_code.co_name == "__init__"


class _Binding:
    """Marks what a statement has bound."""

    def __init__(
        self, reader: Reader, objects: MarkedObjects, names: MarkedNames
    ) -> None:
        self._reader = reader
        self._objects = objects
        self._names = names

    def statement(self, node: ast.stmt) -> None:
        """Mark the targets of a statement that has run."""
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._assign(node.target, node.value)
        elif isinstance(node, ast.AugAssign):
            before = self._reader.before.get(id(node.target), NONE)
            marks = self._reader.marks(node.value) | before
            self._bind(node.target, marks)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            for one, marks in self._reader.iterated(node.target, node.iter):
                self._bind(one, marks)
        elif isinstance(node, ast.Expr):
            self._effects(node.value)
        for call in ast.walk(node) if _is_simple(node) else ():
            if isinstance(call, ast.Call):
                self._buffers(call)
        for part in _header(node):
            for inner in ast.walk(part):
                if isinstance(inner, ast.NamedExpr):
                    self._assign(inner.target, inner.value)

    def _assign(self, target: ast.AST, value: ast.AST) -> None:
        """Bind a target; element by element where both sides show their elements."""
        ones, others = getattr(target, "elts", ()), getattr(value, "elts", ())
        if ones and len(ones) == len(others):
            for one, other in zip(ones, others, strict=True):
                self._assign(one, other)
            return
        marks = self._reader.marks(value)
        if marks:
            self.elements(self._reader.resolve(target), value)
        self._bind(target, marks)
        # What an index has picked carries the index, whatever it is itself.
        if marks and isinstance(target, ast.Name) and isinstance(value, ast.Subscript):
            self._names.put(target.id, marks)

    def elements(self, thing: Any, value: ast.AST | None) -> None:
        """Of a container whose text shows its parts, tell each what it carries."""
        parts: Iterable[tuple[Hashable, Any, ast.AST]]
        if isinstance(value, ast.Dict) and type(thing) is dict:
            parts = zip(thing, thing.values(), value.values, strict=False)
        elif isinstance(value, (ast.List, ast.Tuple)) and type(thing) in (list, tuple):
            parts = zip(count(), thing, value.elts, strict=False)
        elif isinstance(value, ast.Call) and (held := _fields(thing, value)):
            parts = held
        else:
            return
        for place, element, node in parts:
            marks = self._reader.marks(node)
            if is_shared(element):
                self._objects.put(thing, place, marks)
            elif marks:
                self._objects.spread(element, marks, self._reader.constants)
            else:
                self._objects.clean(element)
        self._objects.clean(thing)

    def _bind(self, target: ast.AST, marks: Marks) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self._bind(element, marks)
            return
        if isinstance(target, ast.Starred):
            self._bind(target.value, marks)
            return
        thing = self._reader.resolve(target)
        found = not self._reader.missing(thing)
        if isinstance(target, ast.Name):
            self._names.put(target.id, NONE)
            if found and is_shared(thing) and marks:
                self._names.put(target.id, marks)
        elif isinstance(target, ast.Attribute):
            owner = self._reader.resolve(target.value)
            if not self._reader.missing(owner) and (not found or is_shared(thing)):
                self._objects.put(owner, target.attr, marks)
        elif isinstance(target, ast.Subscript):
            owner = self._reader.resolve(target.value)
            key = self._reader.resolve(target.slice)
            if self._reader.missing(owner) or isinstance(owner, Tensor):
                return
            if not found or isinstance(owner, np.ndarray):
                self._objects.add(owner, marks)
            elif is_shared(thing):
                self._objects.put(owner, key, marks)
        if found and marks and not self._objects.knows(thing):
            self._objects.spread(thing, marks, self._reader.constants)

    def _buffers(self, call: ast.Call) -> None:
        """An array that NumPy was given to write into carries what it was given."""
        written = [k.value for k in call.keywords if k.arg == "out"]
        path = ast.unparse(call.func).split(".")
        if path[-1] in ("copyto", "put", "place", "putmask", "at") and call.args:
            written.append(call.args[0])
        for node in written:
            array = self._reader.resolve(node)
            if isinstance(array, np.ndarray):
                keywords = [k.value for k in call.keywords]
                self._objects.add(array, _union(self._reader, [*call.args, *keywords]))

    def _effects(self, node: ast.AST) -> None:
        """``things.append(x)``: the receiver carries what it is given."""
        if not isinstance(node, ast.Call):
            return
        own = self._reader.own(node)
        for argument in node.args if own else ():
            thing = self._reader.resolve(argument)
            if not self._reader.missing(thing) and not isinstance(thing, nn.Module):
                self._objects.add(thing, own)
        if not isinstance(node.func, ast.Attribute):
            return
        receiver = self._reader.resolve(node.func.value)
        if self._reader.missing(receiver) or isinstance(receiver, Tensor):
            return
        keywords = [k.value for k in node.keywords]
        if type(receiver) in (list, dict, set, np.ndarray) or hasattr(
            receiver, "append"
        ):
            marks = _union(self._reader, [*node.args, *keywords])
            last = receiver[-1] if type(receiver) is list and receiver else None
            if node.func.attr == "append" and not is_shared(last):
                self._objects.spread(last, marks)
            else:
                self._objects.add(receiver, marks)


def _fields(thing: Any, call: ast.Call) -> list[tuple[Hashable, Any, ast.AST]]:
    """Return the fields of a dataclass or a named tuple, and what they were given."""
    names = [f.name for f in fields(thing) if f.init] if is_dataclass(thing) else []
    names = names or list(getattr(type(thing), "_fields", ()))
    given: dict[str, ast.expr] = dict(zip(names, call.args, strict=False))
    given.update({k.arg: k.value for k in call.keywords if k.arg in names})
    return [(n, getattr(thing, n), given[n]) for n in given if hasattr(thing, n)]


def _union(reader: Reader, nodes: Iterable[ast.AST]) -> Marks:
    found = NONE
    for node in nodes:
        found |= reader.marks(node)
    return found


def _is_simple(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign))


def _yielded(reader: Reader, node: ast.AST) -> Marks:
    return (
        reader.marks(node.value)
        if isinstance(node, (ast.Yield, ast.YieldFrom))
        else NONE
    )


def _header(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the parts of a statement that run before its body."""
    for name, part in ast.iter_fields(statement):
        if name in ("body", "orelse", "finalbody", "handlers", "decorator_list"):
            continue
        for node in part if isinstance(part, list) else [part]:
            if isinstance(node, ast.AST):
                yield node


def _numbers(things: Iterable[Any], whole: bool, depth: int = 0) -> Iterator[Any]:
    """Yield the numbers and arrays among arguments whose values count."""
    for thing in things:
        if (
            isinstance(thing, (float, complex, np.ndarray, np.generic))
            or isinstance(thing, int)
            and whole
        ):
            yield thing
        elif isinstance(thing, (list, tuple)) and depth < _DEEPEST:
            yield from _numbers(thing, whole, depth + 1)
