"""What does an expression stand for?  Found without running the program's code."""

from __future__ import annotations

import ast
import builtins
from types import FrameType, MemberDescriptorType
from typing import Any

from .marks import Marks

#: Stands for an object that is not there, or is not known without running code.
MISSING = object()


class Scope:
    """The names that one frame sees, and what is plainly stored behind them."""

    def __init__(self, frame: FrameType) -> None:
        self.frame = frame
        #: The names that a comprehension binds while it is read: they hide others.
        self.bound: dict[str, Marks] = {}
        self._locals = frame.f_locals

    def refresh(self) -> None:
        """Look at the frame's names again, after a statement ran."""
        self._locals = self.frame.f_locals

    def lookup(self, name: str) -> Any:
        """Return what the frame calls by a name, or :data:`MISSING`."""
        for space in (self._locals, self.frame.f_globals, vars(builtins)):
            if name in space:
                return space[name]
        return MISSING

    def resolve(self, node: ast.AST) -> Any:
        """Return the object that an expression stands for, or :data:`MISSING`."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return MISSING if node.id in self.bound else self.lookup(node.id)
        if isinstance(node, ast.Attribute):
            return _attribute(self.resolve(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            return self._element(node)
        return MISSING

    def _element(self, node: ast.Subscript) -> Any:
        owner, key = self.resolve(node.value), self.resolve(node.slice)
        if key is MISSING:
            return MISSING
        try:
            # A subclass may compute what it returns: only what is stored is looked at.
            if isinstance(owner, dict):
                return dict.get(owner, key, MISSING)
            if isinstance(owner, list):
                return list.__getitem__(owner, key)
            if isinstance(owner, tuple):
                return tuple.__getitem__(owner, key)
            return MISSING
        except (LookupError, TypeError):
            return MISSING


def _attribute(owner: Any, name: str) -> Any:
    """Return an attribute that is plainly stored."""
    if owner is MISSING:
        return MISSING
    held = getattr(owner, "__dict__", None)
    if isinstance(held, dict) and name in held:
        return held[name]
    fields = getattr(type(owner), "_fields", None)
    if isinstance(owner, tuple) and isinstance(fields, tuple) and name in fields:
        return owner[fields.index(name)]
    if isinstance(getattr(type(owner), name, None), MemberDescriptorType):
        return getattr(owner, name, MISSING)
    return MISSING
