"""The names that code binds, reads and may edit, found without running it."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

_BUILT_IN = frozenset(dir(builtins))
#: Stands for the gradient of a name: any backward may have filled it.
GRAD = ".grad"
#: What hands on a tensor's memory: an edit of the result is one of the tensor.
_SHARES = {"data", "detach", "numpy", "reshape", "view"}


def free(body: Sequence[ast.stmt]) -> set[str]:
    """Return the names that statements read before they bind them.

    >>> sorted(free(ast.parse("a = b\\nwith c() as d:\\n    d(a, e.grad)").body))
    ['b', 'c', 'e', 'e.grad']
    """
    bound: set[str] = set(_BUILT_IN)
    found: set[str] = set()
    for node, after in _steps(body):
        found |= reads(node) - bound
        bound |= after | {name + GRAD for name in after}
    return found


def _steps(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.AST, set[str]]]:
    """Yield what is evaluated, in order, with the names that it then binds."""
    for node in body:
        if isinstance(node, ast.With):
            for item in node.items:
                yield item.context_expr, set()
                if item.optional_vars:
                    yield ast.Pass(), _stored(item.optional_vars)
            yield from _steps(node.body)
        elif isinstance(node, ast.For):
            yield node.iter, set()
            yield ast.Pass(), _stored(node.target)
            yield from _steps(node.body)
        else:
            yield node, bindings([node])


def _stored(target: ast.expr) -> set[str]:
    nodes = (n for n in ast.walk(target) if isinstance(n, ast.Name))
    return {n.id for n in nodes if isinstance(n.ctx, ast.Store)}


@cache
def reads(node: ast.AST) -> frozenset[str]:
    """Return the names of the module that a statement or an expression reads."""
    table = _table(node)
    found = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    found |= {_root(n.target) for n in ast.walk(node) if isinstance(n, ast.AugAssign)}
    grads = {
        _root(n) + GRAD
        for n in ast.walk(node)
        if isinstance(n, ast.Attribute)
        and n.attr == "grad"
        and isinstance(n.ctx, ast.Load)
    }
    return frozenset(found | set(_globals(table)) | grads)


def bindings(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names that statements bind in the module, gradients among them."""
    return {name for node in body for name in _bound(node)}


@cache  # statements of a page stand before each of its later claims
def _bound(node: ast.stmt) -> frozenset[str]:
    symbols = _table(node).get_symbols()
    found = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    for part in ast.walk(node):
        match part:
            case ast.Attribute(attr="grad", ctx=ast.Store()):
                found.add(_root(part) + GRAD)
    return frozenset(found)


def _table(node: ast.AST) -> symtable.SymbolTable:
    return symtable.symtable(ast.unparse(node), "card", "exec")


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    for child in table.get_children():
        yield from (s.get_name() for s in child.get_symbols() if s.is_global())
        yield from _globals(child)


def edits(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names whose values statements may change.

    >>> sorted(edits(ast.parse("x[0] = 1\\ny.add_(2)\\nm.ones_(z.weight)").body))
    ['m', 'x', 'y', 'z']
    """
    return set(_edits(body)) - {""}


def _edits(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript() as target]):
                yield _root(target)
            case ast.AugAssign(target=target):
                yield _root(target)
            case ast.Expr(value=ast.Call(func=func, args=args)):
                yield _root(func)
                if _name(func).endswith("_"):
                    yield from map(_root, args)
            case ast.With() | ast.For() | ast.If():
                yield from _edits(node.body)


def fills(body: Iterable[ast.stmt]) -> bool:
    """Say whether statements run a backward, which may fill any gradient."""
    nodes = (n for node in body for n in ast.walk(node))
    return any(isinstance(n, ast.Call) and _name(n.func) == "backward" for n in nodes)


def shared(body: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield (name, source) for each name that lies on the memory of another.

    >>> list(shared(ast.parse("a = y.detach()\\nb = y.detach().clone()").body))
    [('a', 'y')]
    """
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if set(_chain(value)) <= _SHARES and _root(value):
                    yield name, _root(value)


def _chain(node: ast.AST) -> Iterator[str]:
    """Yield the attributes of an expression: ``detach`` for ``x.detach()[0]``."""
    match node:
        case ast.Attribute(value=value, attr=attr):
            yield attr
            yield from _chain(value)
        case ast.Subscript(value=value) | ast.Call(func=value):
            yield from _chain(value)


def _name(func: ast.AST) -> str:
    """Return the last name of a function: ``step`` for ``sgd.step``."""
    return getattr(func, "attr", getattr(func, "id", ""))


def _root(node: ast.AST) -> str:
    """Return the name that an expression begins with: ``x`` for ``x.grad[0]``."""
    match node:
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            return _root(value)
        case ast.Call(func=func):
            return _root(func)
        case ast.Name(id=name):
            return name
    return ""
