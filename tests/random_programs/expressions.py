"""On which parameters does an expression hang?"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from .memory import Memory, Ref, arguments
from .ties import NONE, Ties, joined

#: Functions and attributes that tell of shapes, or of names, and never of values.
_VALUELESS = [
    "shape",
    "size",
    "dim",
    "numel",
    "len",
    "range",
    "zeros_like",
    "ones_like",
    "new_zeros",
    "parameters",
]
_OPERATORS = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp)


class Expressions(Memory):
    """Evaluates expressions, without running anything."""

    def __init__(self) -> None:
        super().__init__()
        self.functions: dict[str, ast.FunctionDef] = {}
        #: The methods of the program's classes, and the class of each object.
        self.classes: dict[str, dict[str, ast.FunctionDef]] = {}
        self.kinds: dict[str, str] = {}

    def run(self, function: ast.FunctionDef, given: list[Any]) -> Ties:
        """Return the ties of what a function of the program returns."""
        raise NotImplementedError

    def ties(self, node: ast.AST | None) -> Any:
        """Return what an expression hangs on: ties, a dict of them, or an object."""
        if node is None or isinstance(node, ast.Constant):
            return NONE
        own = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        if own is not None:
            return own(node)
        found = self.all(ast.iter_child_nodes(node))
        return self.operation(found) if isinstance(node, _OPERATORS) else found

    def all(self, nodes: Iterable[ast.AST]) -> Ties:
        """Return what some expressions hang on together."""
        return joined(*[self.ties(node) for node in nodes])

    def _of_name(self, node: ast.Name) -> Any:
        return self.load(node.id)

    def _of_attribute(self, node: ast.Attribute) -> Any:
        path = self.path(node)
        if path in self.globals:
            return self.globals[path]
        if path in self.leaves:
            return self.read(path)
        if self.under(path):
            return Ref(path)
        return NONE if node.attr in _VALUELESS else self.ties(node.value)

    def _of_subscript(self, node: ast.Subscript) -> Any:
        owner = self.ties(node.value)
        if isinstance(owner, dict) and isinstance(node.slice, ast.Constant):
            return owner[node.slice.value]
        return self.operation(owner, self.ties(node.slice))

    def _of_listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> Ties:
        return self._comprehension(node.generators, node.elt)

    _of_generatorexp = _of_listcomp

    def _of_dictcomp(self, node: ast.DictComp) -> Ties:
        return self._comprehension(node.generators, node.value)

    def _comprehension(self, loops: list[ast.comprehension], node: ast.expr) -> Ties:
        with self._names_of_its_own():
            for loop in loops:
                self.bind(loop.target, joined(self.ties(loop.iter)))
            return joined(self.ties(node))

    def _of_lambda(self, node: ast.Lambda) -> Ties:
        """What it is called with, the call itself hangs on."""
        with self._names_of_its_own():
            for argument in node.args.args:
                self.spaces[-1][argument.arg] = NONE
            return joined(self.ties(node.body))

    @contextmanager
    def _names_of_its_own(self) -> Iterator[None]:
        here = self.spaces[-1]
        self.spaces.append({} if here is self.globals else {**here})
        yield
        self.spaces.pop()

    def _of_ifexp(self, node: ast.IfExp) -> Ties:
        """A condition is read, and carries nothing."""
        self.ties(node.test)
        return self.all([node.body, node.orelse])

    def _of_namedexpr(self, node: ast.NamedExpr) -> Any:
        found = self.ties(node.value)
        self.bind(node.target, found)
        return found

    # -- calls --------------------------------------------------------------

    def _of_call(self, node: ast.Call) -> Any:
        function = node.func
        name = getattr(function, "attr", getattr(function, "id", ""))
        if name in _VALUELESS:
            return NONE
        if isinstance(function, ast.Name) and name in self.functions:
            return self.run(self.functions[name], self._given(node))
        if isinstance(function, ast.Attribute):
            held = self.ties(function.value)
            if isinstance(held, Ref) and name == "state_dict":
                return self._state(held)
            if isinstance(held, Ref) and name in self._methods(held):
                return self.run(self._methods(held)[name], [held, *self._given(node)])
        owner = self.ties(function)
        if isinstance(owner, Ref):
            return self._forward(owner, node)
        # Of the tensor whose shape it takes, `full_like` reads no value.
        first = 1 if name == "full_like" else 0
        return self.operation(owner, self.all(arguments(node)[first:]))

    def _given(self, node: ast.Call) -> list[Any]:
        return [self._passed(argument) for argument in arguments(node)]

    def _passed(self, node: ast.expr) -> Any:
        """Return what is handed on: a name that is handed on is not read."""
        if isinstance(node, ast.Name) and node.id not in self.changes:
            return Ref(node.id) if node.id in self.leaves else self.held(node.id)
        return self.ties(node)

    def _methods(self, ref: Ref) -> dict[str, ast.FunctionDef]:
        return self.classes.get(self.kinds.get(ref.path, ""), {})

    def _forward(self, ref: Ref, node: ast.Call) -> Ties:
        """Call a module: of a class of the program, or of torch."""
        method = self._methods(ref).get("forward")
        if method is not None:
            return self.run(method, [ref, *self._given(node)])
        own = [self.read(leaf) for leaf in self.under(ref.path)]
        return self.operation(*own, self.all(arguments(node)))

    def _state(self, ref: Ref) -> dict[str, Ties]:
        names = self.under(ref.path)
        return {n.removeprefix(f"{ref.path}."): self.read(n) for n in names}
