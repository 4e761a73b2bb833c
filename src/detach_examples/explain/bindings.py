"""What a statement binds: the objects and names that carry what it has read."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import count
from typing import Any

import numpy as np
from torch import Tensor, nn

from .expressions import Reader
from .loops import iterated
from .marks import NONE, Marks, is_shared
from .scope import MISSING


class Binding:
    """Marks what a statement has bound.

    :param reader: reads the statement's expressions.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._objects = reader.objects
        self._names = reader.names

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
            for one, marks in iterated(self._reader, node.target, node.iter):
                self._bind(one, marks)
        elif isinstance(node, ast.Expr):
            self._effects(node.value)
        for call in ast.walk(node) if _is_simple(node) else ():
            if isinstance(call, ast.Call):
                self._buffers(call)
        for part in header(node):
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
            self.elements(self._reader.scope.resolve(target), value)
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
        thing = self._reader.scope.resolve(target)
        found = thing is not MISSING
        if isinstance(target, ast.Name):
            self._names.put(target.id, NONE)
            if found and is_shared(thing) and marks:
                self._names.put(target.id, marks)
        elif isinstance(target, ast.Attribute):
            owner = self._reader.scope.resolve(target.value)
            if owner is not MISSING and (not found or is_shared(thing)):
                self._objects.put(owner, target.attr, marks)
        elif isinstance(target, ast.Subscript):
            owner = self._reader.scope.resolve(target.value)
            key = self._reader.scope.resolve(target.slice)
            if owner is MISSING or isinstance(owner, Tensor):
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
            array = self._reader.scope.resolve(node)
            if isinstance(array, np.ndarray):
                keywords = [k.value for k in call.keywords]
                self._objects.add(array, self._reader.union([*call.args, *keywords]))

    def _effects(self, node: ast.AST) -> None:
        """``things.append(x)``: the receiver carries what it is given."""
        if not isinstance(node, ast.Call):
            return
        own = self._reader.own(node)
        for argument in node.args if own else ():
            thing = self._reader.scope.resolve(argument)
            if thing is not MISSING and not isinstance(thing, nn.Module):
                self._objects.add(thing, own)
        if not isinstance(node.func, ast.Attribute):
            return
        receiver = self._reader.scope.resolve(node.func.value)
        if receiver is MISSING or isinstance(receiver, Tensor):
            return
        keywords = [k.value for k in node.keywords]
        if type(receiver) in (list, dict, set, np.ndarray) or hasattr(
            receiver, "append"
        ):
            marks = self._reader.union([*node.args, *keywords])
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


def _is_simple(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign))


def header(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the parts of a statement that run before its body."""
    for name, part in ast.iter_fields(statement):
        if name in ("body", "orelse", "finalbody", "handlers", "decorator_list"):
            continue
        for node in part if isinstance(part, list) else [part]:
            if isinstance(node, ast.AST):
                yield node
