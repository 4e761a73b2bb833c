"""What a program's names hold, while its text is read."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from .notes import Change
from .ties import NONE, Ties, joined


@dataclass
class Leaf:
    """A parameter.  ``state``: on, frozen, late (not on yet) or off.

    ``since``: the line that switched it off, or on where it was late.  ``given``:
    what was copied into it.  ``named``: there is another name of it.
    """

    state: str = "on"
    since: int | None = None
    given: Ties = field(default_factory=Ties)
    read: bool = False
    named: bool = False


@dataclass(frozen=True)
class Ref:
    """A module or an object, by its path from the globals."""

    path: str


class Memory:
    """Names, and the ties of what they hold."""

    def __init__(self) -> None:
        self.leaves: dict[str, Leaf] = {}
        self.globals: dict[str, Any] = {}
        #: The names of the functions that run, the innermost last.
        self.spaces = [self.globals]
        #: What switched gradients off, the innermost block last.
        self.switches: list[tuple[int, str] | None] = [None]
        #: The parameters that the present statement has met.
        self.met: set[str] = set()
        #: What the present statement does to single names.
        self.changes: dict[str, Change] = {}

    def load(self, name: str) -> Any:
        """Return what a name holds."""
        found = self._find(name)
        change = self.changes.get(name)
        return change(joined(found)) if change else found

    def _find(self, name: str) -> Any:
        found = self.held(name)
        if isinstance(found, Ties):
            self.met |= found.names
        if isinstance(found, Ref):
            return self.read(found.path) if found.path in self.leaves else found
        return self.read(name) if name in self.leaves and found is NONE else found

    def held(self, name: str) -> Any:
        """Return what lies under a name, which does not read it."""
        for space in (self.spaces[-1], self.globals):
            if name in space:
                return space[name]
        return NONE

    def read(self, name: str) -> Ties:
        """Return the ties of a parameter, as it is now."""
        self.met.add(name)
        leaf = self.leaves[name]
        own = NONE if leaf.state == "frozen" else Ties(flows=frozenset([name]))
        if leaf.state == "late":
            own = own.cut(name, "requires_grad_")
        elif leaf.state == "off":
            assert leaf.since is not None
            own = own.cut(leaf.since, "requires_grad_")
        return own | leaf.given

    def under(self, path: str) -> list[str]:
        """Return a parameter, or those of a module."""
        return [n for n in self.leaves if n == path or n.startswith(f"{path}.")]

    def bind(self, target: ast.expr, value: Any) -> None:
        """Let a target hold a value."""
        if isinstance(target, ast.Subscript):
            held = self.load(root(target))
            if isinstance(held, dict):
                held[ast.literal_eval(target.slice)] = value
            else:
                self.write(root(target), self.operation(value))
        elif isinstance(target, ast.Attribute):
            self.globals[self.path(target)] = value
        elif isinstance(target, ast.Tuple):
            for i, part in enumerate(target.elts):
                self.bind(part, value[i] if isinstance(value, dict) else value)
        else:
            assert isinstance(target, ast.Name)
            self.spaces[-1][target.id] = value

    def write(self, name: str, given: Any) -> None:
        """What a name holds is written in place: what was there stays, too."""
        if name in self.leaves:
            return
        space = self.spaces[-1] if name in self.spaces[-1] else self.globals
        old = space.get(name, NONE)
        if isinstance(old, dict):
            old[len(old)] = given
        elif not isinstance(old, Ref):
            space[name] = joined(old, given)

    def operation(self, *things: Any) -> Ties:
        """Return the ties of what an operation makes: with gradients off, it cuts."""
        ties = joined(*things)
        switch = self.switches[-1]
        return ties.cut(*switch) if switch else ties

    def path(self, node: ast.expr) -> str:
        """Return the path of a name with attributes, from the globals."""
        if isinstance(node, ast.Attribute):
            return f"{self.path(node.value)}.{node.attr}"
        if not isinstance(node, ast.Name):
            return "?"
        held = self.held(node.id)
        return held.path if isinstance(held, Ref) else node.id


def root(node: Any) -> str:
    """Return the name that a chain of attributes, calls and indices begins with."""
    while not isinstance(node, ast.Name):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id


def arguments(node: ast.Call) -> list[ast.expr]:
    """Return what a call is given."""
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def chained(node: Any) -> list[ast.expr]:
    """Return what all calls of a chain are given."""
    found: list[ast.expr] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Call):
            found += arguments(node)
        node = node.func if isinstance(node, ast.Call) else node.value
    return found
