"""What a program's text says of its gradients, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from .expressions import Expressions
from .memory import Leaf, Ref, chained, root
from .notes import Notes, bare, change_of, changes_of, notes_of
from .ties import NONE, Ties, joined


class _Return(Exception):
    """A function has come to its end."""


class Reader(Expressions):
    """Reads a program, statement by statement."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._notes = [notes_of(line) for line in text.splitlines()]
        self._returned: list[Ties] = []
        self._block(ast.parse(bare(text)).body)

    def _block(self, body: Iterable[ast.stmt]) -> None:
        for statement in body:
            notes = self._notes_at(statement)
            self.met, self.changes = set(), changes_of(notes, statement.lineno)
            name = f"_do_{type(statement).__name__.lower()}"
            getattr(self, name)(statement, notes)

    def _notes_at(self, node: ast.stmt) -> Notes:
        body = getattr(node, "body", None)
        last = max(body[0].lineno - 1, node.lineno) if body else node.end_lineno
        found: Notes = {}
        for notes in self._notes[node.lineno - 1 : last]:
            found.update(notes)
        return found

    def _noted(self, thing: Any, node: ast.stmt, notes: Notes) -> Any:
        """Return what the line makes of all that it reads."""
        if isinstance(thing, dict):
            return {k: self._noted(v, node, notes) for k, v in thing.items()}
        names = frozenset(self.met) if "views" in notes else frozenset[str]()
        return change_of(notes, node.lineno)(replace(joined(thing), names=names))

    def _end(self, node: ast.stmt, notes: Notes, given: Ties = NONE) -> None:
        """Do what a line says besides what its expression makes."""
        for name in notes.get("writes", "").split():
            self.write(name, given)
        for flag in ("on", "off"):
            for name in notes.get(flag, "").split():
                self._set_flag(name, flag, node.lineno)
        if "copies" in notes:
            self._copy(notes, node.lineno)
        for name in self.met:
            self.leaves[name].named = True
            self.leaves[name].read |= "views" not in notes

    def _set_flag(self, path: str, state: str, line: int) -> None:
        for name in self.under(path):
            leaf = self.leaves[name]
            if state == "off" or leaf.state == "late":
                leaf.since = line
            leaf.state = state

    def _copy(self, notes: Notes, line: int) -> None:
        """A parameter, or all of a module's, is given the values of others."""
        kinds, source = notes["copies"].split(": ")
        given = self.load(source)
        for target in self.under(notes["to"]):
            part = target.removeprefix(notes["to"])
            one = self.read(given.path + part) if isinstance(given, Ref) else given
            self.leaves[target].given |= joined(one).cut(line, kinds)

    # -- statements ---------------------------------------------------------

    def _do_import(self, node: ast.stmt, notes: Notes) -> None:
        pass

    _do_importfrom = _do_pass = _do_import

    def _do_functiondef(self, node: ast.FunctionDef, notes: Notes) -> None:
        self.functions[node.name] = node

    def _do_classdef(self, node: ast.ClassDef, notes: Notes) -> None:
        own = [f for f in node.body if isinstance(f, ast.FunctionDef)]
        self.classes[node.name] = {f.name: f for f in own}

    def _do_assign(self, node: ast.Assign, notes: Notes) -> None:
        (target,) = node.targets
        ones, others = getattr(target, "elts", ()), getattr(node.value, "elts", ())
        if isinstance(target, ast.Name) and self._makes_object(node, notes):
            self._make(target.id, node, notes)
        elif ones and len(ones) == len(others):
            for one, other in zip(ones, others, strict=True):
                self.bind(one, self._noted(self.ties(other), node, notes))
        elif isinstance(node.value, ast.Dict | ast.List | ast.Tuple):
            parts = {k: self.ties(v) for k, v in _parts(node.value)}
            self.bind(target, self._noted(parts, node, notes))
        else:
            self._assign(target, node, notes)
        self._end(node, notes)

    def _assign(self, target: ast.expr, node: ast.Assign, notes: Notes) -> None:
        kept = self.ties(node.value)
        made = self._noted(kept, node, notes)
        chosen = notes.get("to", "").split()
        if not chosen or "copies" in notes:
            self.bind(target, made)
            return
        assert isinstance(target, ast.Tuple)
        for part in target.elts:
            self.bind(part, made if ast.unparse(part) in chosen else kept)

    def _makes_object(self, node: ast.Assign, notes: Notes) -> bool:
        function = getattr(node.value, "func", None)
        own = isinstance(function, ast.Name) and function.id in self.classes
        return own or "leaf" in notes or "module" in notes

    def _make(self, name: str, node: ast.Assign, notes: Notes) -> None:
        """A parameter is made, a module or an object."""
        value = self.ties(node.value)
        if "leaf" in notes:
            given = self._noted(value, node, notes)
            self.leaves[name] = Leaf(notes["leaf"] or "on", given=given)
            return
        for part in notes.get("module", "").split():
            self.leaves[f"{name}.{part}"] = Leaf()
        self.globals[name] = Ref(name)
        assert isinstance(node.value, ast.Call)
        self.kinds[name] = ast.unparse(node.value.func)

    def _do_augassign(self, node: ast.AugAssign, notes: Notes) -> None:
        given = self.operation(self._noted(self.ties(node.value), node, notes))
        self.write(root(node.target), given)
        self._end(node, notes, given)

    def _do_expr(self, node: ast.Expr, notes: Notes) -> None:
        value = node.value
        if isinstance(value, ast.Yield):
            self._returned[-1] |= self._noted(self.ties(value.value), node, notes)
            return
        assert isinstance(value, ast.Call)
        given = self.operation(self._noted(self.all(chained(value)), node, notes))
        if isinstance(value.func, ast.Attribute):
            method, owner = value.func.attr, root(value.func)
            if method in ("detach_", "register_hook"):
                self.spaces[-1][owner] = self._noted(self.load(owner), node, notes)
            elif method == "append" or method.endswith("_"):
                self.write(owner, given)
        if "under" in notes:
            self.switches[-1] = _switch(notes, node.lineno)
        self._end(node, notes, given)

    def _do_with(self, node: ast.With, notes: Notes) -> None:
        inside = _switch(notes, node.lineno) if "under" in notes else self.switches[-1]
        self.switches.append(inside)
        self._block(node.body)
        self.switches.pop()

    def _do_for(self, node: ast.For, notes: Notes) -> None:
        for one in self._rounds(node, notes):
            self.bind(node.target, one)
            self._end(node, notes)
            self._block(node.body)

    def _rounds(self, node: ast.For, notes: Notes) -> Iterator[Any]:
        """Yield what a loop's target holds, time after time."""
        if "times" in notes:
            for _ in range(int(notes["times"])):
                yield self._noted(self.ties(node.iter), node, notes)
        elif isinstance(node.iter, ast.Tuple):
            for element in node.iter.elts:
                yield self._noted(self.ties(element), node, notes)
        else:
            yield from self._counted(node.iter)

    def _counted(self, node: ast.expr) -> Any:
        """Evaluate an expression of loop counters."""
        held = {**self.globals, **self.spaces[-1]}
        numbers = {name: n for name, n in held.items() if type(n) is int}
        return eval(ast.unparse(node), numbers)

    def _do_if(self, node: ast.If, notes: Notes) -> None:
        """A branch on a counter, or one that is known to be taken."""
        self.ties(node.test)
        self._end(node, notes)
        taken = "taken" in notes or self._counted(node.test)
        self._block(node.body if taken else node.orelse)

    def _do_return(self, node: ast.Return, notes: Notes) -> None:
        self._returned[-1] |= self._noted(self.ties(node.value), node, notes)
        self._end(node, notes)
        raise _Return

    def run(self, function: ast.FunctionDef, given: list[Any]) -> Ties:
        """Return the ties of what a function of the program returns."""
        kept = self.met, self.changes, self.switches
        names = [argument.arg for argument in function.args.args]
        self.spaces.append(dict(zip(names, given, strict=False)))
        self.switches = [self.switches[-1]]
        for decorator in function.decorator_list:
            notes = self._notes[decorator.lineno - 1]
            if "under" in notes:
                self.switches = [_switch(notes, decorator.lineno)]
        self._returned.append(NONE)
        with suppress(_Return):
            self._block(function.body)
        self.spaces.pop()
        self.met, self.changes, self.switches = kept
        return self._returned.pop()


def _switch(notes: Notes, line: int) -> tuple[int, str] | None:
    kind = notes["under"]
    return None if kind == "nothing" else (line, kind)


def _parts(node: ast.Dict | ast.List | ast.Tuple) -> Iterator[tuple[Any, ast.expr]]:
    if not isinstance(node, ast.Dict):
        yield from enumerate(node.elts)
        return
    for key, value in zip(node.keys, node.values, strict=True):
        assert key is not None
        yield ast.literal_eval(key), value
