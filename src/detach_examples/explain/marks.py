"""Which Python objects carry a tensor's value?  Marks by identity, name and slot.

A float or an array is an object of its own: its identity tells where it came from.
Small integers and booleans are shared by all who use them: they are known by the
name, the attribute or the container that holds them.
"""

from __future__ import annotations

import weakref
from collections.abc import Hashable, Iterable
from types import CodeType, ModuleType
from typing import Any

import numpy as np
from torch import Tensor, nn

from .record import Value
from .tensors import Tensors

#: The values that an object depends on.
Marks = frozenset[Value]
NONE: Marks = frozenset()
#: More elements of one nested list than this are not marked one by one.
_MOST = 10_000
#: Of more objects than this, the oldest are forgotten.
_MOST_OBJECTS = 100_000
_SMALL = range(-5, 257)


def is_shared(thing: Any) -> bool:
    """Say whether an object is one that unrelated code holds as well."""
    if thing is None or isinstance(thing, (bool, str, bytes, type)):
        return True
    return type(thing) is int and thing in _SMALL


_NUMBERS = (int, float, complex, np.ndarray, np.generic)


def parts_of(thing: Any) -> list[Any]:
    """Return what a container or an object holds, and what that holds in turn."""
    found: list[Any] = []
    todo = [thing]
    while todo and len(found) < _MOST:
        here = todo.pop()
        if isinstance(here, dict):
            inner = list(here.values())
        elif isinstance(here, (list, tuple, set, frozenset)):
            inner = list(here)
        elif is_plain(here) and here is thing:
            inner = list(vars(here).values())
        else:
            continue
        found += inner
        todo += inner
    return found


def is_plain(thing: Any) -> bool:
    """Say whether an object holds data, and is no tensor, module, class or function."""
    if isinstance(thing, (type, Tensor, nn.Module, ModuleType, *_NUMBERS)):
        return False
    return isinstance(getattr(thing, "__dict__", None), dict) and not callable(thing)


def _weak(thing: Any) -> Any:
    """A way back to an object: weak where it may be large and allows it."""
    if isinstance(thing, (np.ndarray, Tensor)):
        return weakref.ref(thing)
    return lambda: thing


class MarkedObjects:
    """Objects that depend on values which left autograd."""

    def __init__(self, tensors: Tensors) -> None:
        self._tensors = tensors
        self._marks: dict[int, tuple[Any, Marks]] = {}
        self._slots: dict[int, tuple[Any, dict[Hashable, Marks]]] = {}

    def __bool__(self) -> bool:
        return bool(self._marks) or bool(self._slots)

    def add(self, thing: Any, marks: Marks) -> None:
        """Mark an object; not one that is shared, nor a tensor whose value is known."""
        if not marks or is_shared(thing):
            return
        if isinstance(thing, Tensor) and self._tensors.find(thing) is not None:
            return
        self._marks[id(thing)] = (_weak(thing), marks | self.own(thing))
        if len(self._marks) > _MOST_OBJECTS:
            del self._marks[next(iter(self._marks))]

    def clean(self, thing: Any) -> None:
        """Remember that an object carries nothing, whatever its container does."""
        if not is_shared(thing) and not self.own(thing):
            self._marks[id(thing)] = (_weak(thing), NONE)

    def add_all(self, thing: Any, marks: Marks) -> None:
        """Mark a nested list and all that is in it."""
        todo, count = [thing], 0
        while todo and count < _MOST:
            here = todo.pop()
            count += 1
            self.add(here, marks)
            if type(here) in (list, tuple):
                todo.extend(here)

    def knows(self, thing: Any) -> bool:
        """Say whether an object was marked, or found clean."""
        found = self._marks.get(id(thing))
        return found is not None and found[0]() is thing

    def own(self, thing: Any) -> Marks:
        """Return the marks of an object itself."""
        found = self._marks.get(id(thing))
        return found[1] if found is not None and found[0]() is thing else NONE

    def of(self, thing: Any) -> Marks:
        """Return the marks of an object, of what it views, and of what it holds."""
        marks = self.own(thing) | self._held(thing)
        for part in parts_of(thing):
            marks |= self.own(part)
        base = thing
        while isinstance(base, np.ndarray) and base.base is not None:
            base = base.base
            marks |= self.own(base)
        return marks

    def spread(self, thing: Any, marks: Marks, constants: Iterable[Any] = ()) -> None:
        """Mark the numbers and arrays that an object holds; else the object itself.

        :param constants: what the program's text itself holds, which carries nothing.
        """
        for constant in constants:
            self.clean(constant)
        parts = [p for p in parts_of(thing) if isinstance(p, _NUMBERS)]
        loose = [p for p in parts if not is_shared(p)]
        for part in loose:
            if not self.knows(part):
                self.add(part, marks)
        if not loose:
            self.add(thing, marks)

    def put(self, owner: Any, place: Hashable, marks: Marks) -> None:
        """Mark what an object holds at an attribute or a key."""
        _, held = self._slots.setdefault(id(owner), (owner, {}))
        held[place] = marks

    def slot(self, owner: Any, place: Hashable) -> Marks | None:
        """Return the marks of what an object holds at a place, if they are known."""
        kept, held = self._slots.get(id(owner), (None, {}))
        return held.get(place) if kept is owner else None

    def _held(self, owner: Any) -> Marks:
        kept, held = self._slots.get(id(owner), (None, {}))
        return NONE.union(*held.values()) if kept is owner else NONE

    def clear(self) -> None:
        """Forget all."""
        self._marks.clear()
        self._slots.clear()


class MarkedNames:
    """Names of one frame that hold shared objects with marks.

    :param own: what the frame's own names carry.
    :param everywhere: what the module's names carry.
    :param code: the frame's code, which says whose name is meant.
    """

    def __init__(
        self, own: dict[str, Marks], everywhere: dict[str, Marks], code: CodeType
    ) -> None:
        self._own = own
        self._everywhere = everywhere
        self._local = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}

    def __bool__(self) -> bool:
        return bool(self._own) or bool(self._everywhere)

    def _space(self, name: str) -> dict[str, Marks]:
        return self._own if name in self._local else self._everywhere

    def get(self, name: str) -> Marks:
        """Return the marks of a name."""
        return self._space(name).get(name, NONE)

    def put(self, name: str, marks: Marks) -> None:
        """Mark a name, or clear it."""
        if marks:
            self._space(name)[name] = marks
        else:
            self._space(name).pop(name, None)
