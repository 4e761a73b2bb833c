"""What an expression reads: its marks, from the program's text and its frame."""

from __future__ import annotations

import ast
import builtins
import linecache
from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from types import CodeType, FrameType, MemberDescriptorType, ModuleType
from typing import Any

from torch import Tensor

from .marks import NONE, MarkedNames, MarkedObjects, Marks, is_plain, is_shared
from .source import tree_of

#: First line and column, last line and column.
Span = tuple[int, int, int, int]
#: Functions whose result says nothing of the values that they are given.
_VALUELESS = frozenset(
    (
        "len",
        "range",
        "isinstance",
        "issubclass",
        "hasattr",
        "type",
        "id",
        "print",
        "callable",
    )
)
#: Functions that take the shape of an array alone.
_LIKE = ("zeros_like", "ones_like", "empty_like", "shape", "ndim", "size")
#: Attributes of an array that say nothing of its values.
_SIZES = ("shape", "ndim", "size", "dtype", "nbytes", "itemsize", "strides")
_MISSING = object()
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_INNER_NAMES = ("<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>")


def span_of(node: ast.AST) -> Span | None:
    """Return where a node stands."""
    if not isinstance(node, (ast.expr, ast.stmt)):
        return None
    end_line = node.end_lineno or node.lineno
    return node.lineno, node.col_offset, end_line, node.end_col_offset or 0


@lru_cache(maxsize=64)
def _nodes(file: str, size: int) -> dict[Span, ast.AST]:
    tree = tree_of(file)
    found: dict[Span, ast.AST] = {}
    for node in ast.walk(tree) if tree else ():
        span = span_of(node)
        # Of a statement and its only expression, the expression is wanted.
        if span is not None and not isinstance(found.get(span), ast.Call):
            found[span] = node
    return found


@lru_cache(maxsize=64)
def _statements(file: str, size: int) -> dict[int, list[ast.stmt]]:
    tree = tree_of(file)
    found: dict[int, list[ast.stmt]] = {}
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.stmt):
            last = _header_end(node)
            for line in range(node.lineno, last + 1):
                found.setdefault(line, []).append(node)
    return found


def _header_end(node: ast.stmt) -> int:
    body = getattr(node, "body", None)
    return max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or 0


def _size(file: str) -> int:
    return len(linecache.getlines(file))


def statements_at(file: str, line: int) -> list[ast.stmt]:
    """Return the statements whose text, or header, covers a line."""
    return _statements(file, _size(file)).get(line, [])


_MOST_CODES = 5000
_known_positions: dict[int, tuple[CodeType, list[tuple[int | None, ...]]]] = {}


def _positions(code: CodeType) -> list[tuple[int | None, ...]]:
    """Equal code at two places has positions of its own: identity is the key."""
    known = _known_positions.get(id(code))
    if known is None:
        if len(_known_positions) >= _MOST_CODES:
            _known_positions.clear()
        known = _known_positions[id(code)] = code, list(code.co_positions())
    return known[1]


def lambda_body(code: CodeType) -> ast.AST | None:
    """Return the expression that a lambda computes."""
    found = [
        node
        for span, node in _nodes(code.co_filename, _size(code.co_filename)).items()
        if isinstance(node, ast.Lambda) and all(_inside(p, span) for p in _spans(code))
    ]
    return min(found, key=_extent).body if found else None


def _spans(code: CodeType) -> Iterator[Span]:
    for line, end_line, column, end_column in _positions(code):
        if line and end_line and column is not None and end_column:
            yield line, column, end_line, end_column


def _inside(inner: Span, outer: Span) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _extent(node: ast.Lambda) -> tuple[int, int]:
    lines = (node.end_lineno or node.lineno) - node.lineno
    return lines, (node.end_col_offset or 0) - node.col_offset


def running_span(frame: FrameType) -> Span | None:
    """Return the expression that a frame is evaluating."""
    line, end_line, column, end_column = _positions(frame.f_code)[frame.f_lasti // 2]
    if line is None or end_line is None or column is None or end_column is None:
        return None
    return line, column, end_line, end_column


def node_at(file: str, span: Span | None) -> ast.AST | None:
    """Return the node that stands at a span."""
    return _nodes(file, _size(file)).get(span) if span else None


def owner_of(frame: FrameType) -> FrameType:
    """Return the frame whose statement runs: a comprehension's is that around it."""
    while frame.f_code.co_name in _INNER_NAMES and frame.f_back is not None:
        if frame.f_back.f_code.co_filename != frame.f_code.co_filename:
            break
        frame = frame.f_back
    return frame


class Reader:
    """Evaluates the marks of expressions in one frame, without running anything.

    :param names: marks of the frame's names that hold shared objects.
    :param results: marks of calls that ran in the present statement, by span.
    """

    def __init__(
        self,
        frame: FrameType,
        objects: MarkedObjects,
        names: MarkedNames,
        results: dict[Span, Marks],
    ) -> None:
        self._frame = frame
        self._locals = frame.f_locals
        self._objects = objects
        self._names = names
        self._results = results
        self._bound: dict[str, Marks] = {}
        #: For a comprehension's frame, the reader of the statement around it.
        self.around: Reader | None = None
        #: What names held before the statement ran, by node.
        self.before: dict[int, Marks] = {}

    @property
    def constants(self) -> list[Any]:
        """The numbers that stand in the frame's own text."""
        return [c for c in self._frame.f_code.co_consts if isinstance(c, float)]

    def look(self, statement: ast.AST) -> None:
        """Remember what the statement's names carry, before it runs."""
        for node in ast.walk(statement):
            if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
                marks = self._load(node)
                if marks:
                    self.before[id(node)] = marks

    def refresh(self) -> None:
        """Look at the frame's names again, after the statement ran."""
        self._locals = self._frame.f_locals

    def marks(self, node: ast.AST | None) -> Marks:
        """Return the marks of an expression."""
        if node is None or isinstance(node, (ast.Constant, ast.Lambda)):
            return NONE
        if isinstance(node, ast.Attribute) and node.attr in _SIZES:
            return NONE
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            return self.before.get(id(node), NONE) | self._load(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.IfExp):
            return self.marks(node.body) | self.marks(node.orelse)
        if isinstance(node, _COMPREHENSIONS):
            return self._comprehension(node)
        return self.own(node) | self._all(ast.iter_child_nodes(node))

    def _all(self, nodes: Iterable[ast.AST]) -> Marks:
        found = NONE
        for node in nodes:
            found |= self.marks(node)
        return found

    def own(self, node: ast.AST) -> Marks:
        """Return the marks of values that left autograd in this very call."""
        span = span_of(node)
        return self._results.get(span, NONE) if span else NONE

    def _call(self, node: ast.Call) -> Marks:
        span = span_of(node)
        own = self._results.get(span) if span else None
        function = node.func
        name = getattr(function, "id", getattr(function, "attr", ""))
        if name in (_VALUELESS if isinstance(function, ast.Name) else _LIKE):
            return NONE
        if own is not None:
            return own
        if isinstance(function, ast.Name) and function.id == "eval":
            return self._all(_texts(node.args))
        called = self.resolve(function)
        held = NONE if called is _MISSING else self._objects.own(called)
        receiver = (
            self.marks(function.value) if isinstance(function, ast.Attribute) else NONE
        )
        keywords = [k.value for k in node.keywords]
        return held | receiver | self._all([*node.args, *keywords])

    def _comprehension(self, node: Any) -> Marks:
        kept = dict(self._bound)
        found = NONE
        for generator in node.generators:
            for target, marks in self.iterated(generator.target, generator.iter):
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        self._bound[name.id] = marks
        if isinstance(node, ast.DictComp):
            found |= self._all([node.key, node.value])
        else:
            found |= self.marks(node.elt)
        self._bound = kept
        return found

    # -- loads --------------------------------------------------------------

    def _load(self, node: ast.AST) -> Marks:
        if isinstance(node, ast.Name):
            return self._load_name(node.id)
        if isinstance(node, ast.Attribute):
            return self._part(node, node.value, node.attr)
        if isinstance(node, ast.Subscript):
            key = self.resolve(node.slice)
            return self._part(node, node.value, key) | self.index(node.slice)
        return NONE

    def _part(self, node: ast.AST, of: ast.AST, place: Any) -> Marks:
        """Return the marks of what an object holds at an attribute or a key."""
        thing = self.resolve(node)
        known = thing is not _MISSING and not is_shared(thing)
        if known and (self._objects.knows(thing) or self._objects.of(thing)):
            return self._objects.of(thing)
        owner = self.resolve(of)
        if owner is not _MISSING and isinstance(place, Hashable):
            held = self._objects.slot(owner, place)
            if held is not None:
                return held
        return self._container(of, thing)

    def _load_name(self, name: str) -> Marks:
        if name in self._bound:
            return self._bound[name]
        thing = self._lookup(name)
        if thing is _MISSING:
            return NONE
        own = NONE if is_shared(thing) else self._objects.of(thing)
        return own | self._named(name)

    def _named(self, name: str) -> Marks:
        if self.around is None:
            return self._names.get(name)
        return self.around.bound_inside(self._frame, name)

    def iterated(
        self, target: ast.AST, node: ast.AST
    ) -> Iterator[tuple[ast.AST, Marks]]:
        """Yield what each target of a loop carries.

        A count carries nothing, and of several things that are walked together each
        target carries its own.
        """
        elements = getattr(target, "elts", [])
        function = node.func if isinstance(node, ast.Call) else None
        name = function.id if isinstance(function, ast.Name) else ""
        given = node.args if isinstance(node, ast.Call) else []
        if name == "enumerate" and len(elements) == 2 and given:
            yield elements[0], NONE
            yield from self.iterated(elements[1], given[0])
        elif name == "zip" and len(elements) == len(given):
            for one, other in zip(elements, given, strict=True):
                yield from self.iterated(one, other)
        else:
            yield target, self._walked(node)

    def _walked(self, node: ast.AST) -> Marks:
        """Return what the elements carry that walking over something gives."""
        thing = self.resolve(node)
        if thing is not _MISSING and is_plain(thing):
            return self._objects.own(thing) | self.own(node)
        return self.marks(node)

    def bound_inside(self, inner: FrameType, name: str) -> Marks:
        """Return the marks of a name that a comprehension of this statement binds."""
        file = inner.f_code.co_filename
        found = self._names.get(name)
        for statement in statements_at(file, inner.f_lineno):
            for node in ast.walk(statement):
                if isinstance(node, ast.comprehension):
                    for target, marks in self.iterated(node.target, node.iter):
                        found |= marks if _binds(target, name) else NONE
        return found

    def _container(self, node: ast.AST, thing: Any) -> Marks:
        """An element carries what its container does, unless it is known itself."""
        owner = self.resolve(node)
        if owner is _MISSING or (thing is _MISSING and not _plainly_held(owner)):
            return self.before.get(id(node), NONE) | self.marks(node)
        if isinstance(thing, Tensor):
            return NONE
        return self._objects.own(owner)

    def index(self, node: ast.AST) -> Marks:
        """Return the marks of an index; of a slice none, for it has only a length."""
        if isinstance(node, ast.Slice):
            return NONE
        if isinstance(node, ast.Tuple):
            return self._all(n for n in node.elts if not isinstance(n, ast.Slice))
        return self.marks(node)

    def _lookup(self, name: str) -> Any:
        for space in (self._locals, self._frame.f_globals, vars(builtins)):
            if name in space:
                return space[name]
        return _MISSING

    def resolve(self, node: ast.AST) -> Any:
        """Return the object that an expression stands for, if that runs no code."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return _MISSING if node.id in self._bound else self._lookup(node.id)
        if isinstance(node, ast.Attribute):
            return _attribute(self.resolve(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            return self._element(node)
        return _MISSING

    def _element(self, node: ast.Subscript) -> Any:
        owner, key = self.resolve(node.value), self.resolve(node.slice)
        if key is _MISSING:
            return _MISSING
        try:
            # A subclass may compute what it returns: only what is stored is looked at.
            if isinstance(owner, dict):
                return dict.get(owner, key, _MISSING)
            if isinstance(owner, list):
                return list.__getitem__(owner, key)
            if isinstance(owner, tuple):
                return tuple.__getitem__(owner, key)
            return _MISSING
        except (LookupError, TypeError):
            return _MISSING

    @staticmethod
    def missing(thing: Any) -> bool:
        """Say whether :meth:`resolve` found nothing."""
        return thing is _MISSING


def _texts(arguments: list[ast.expr]) -> Iterator[ast.AST]:
    """Yield the expressions that texts among some arguments hold."""
    for node in arguments:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            with suppress(SyntaxError):
                yield ast.parse(node.value, mode="eval").body


def _plainly_held(owner: Any) -> bool:
    """Say whether an object's parts were looked at one by one."""
    return isinstance(owner, ModuleType)


def _attribute(owner: Any, name: str) -> Any:
    """Return an attribute that is plainly stored."""
    if owner is _MISSING:
        return _MISSING
    held = getattr(owner, "__dict__", None)
    if isinstance(held, dict) and name in held:
        return held[name]
    fields = getattr(type(owner), "_fields", None)
    if isinstance(owner, tuple) and isinstance(fields, tuple) and name in fields:
        return owner[fields.index(name)]
    if isinstance(getattr(type(owner), name, None), MemberDescriptorType):
        return getattr(owner, name, _MISSING)
    return _MISSING


def _binds(target: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(target))
