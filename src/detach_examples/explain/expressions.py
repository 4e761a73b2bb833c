"""What an expression reads: its marks, from the program's text and its frame."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from types import FrameType, ModuleType
from typing import Any

from torch import Tensor

from .loops import bound_inside, iterated
from .marks import NONE, MarkedNames, MarkedObjects, Marks, is_shared
from .scope import MISSING, Scope
from .spans import Span, span_of

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
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


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
        #: What the expression's names stand for.
        self.scope = Scope(frame)
        self.objects = objects
        self.names = names
        self._results = results
        #: For a comprehension's frame, the reader of the statement around it.
        self.around: Reader | None = None
        #: What names held before the statement ran, by node.
        self.before: dict[int, Marks] = {}

    @property
    def constants(self) -> list[Any]:
        """The numbers that stand in the frame's own text."""
        return [c for c in self.scope.frame.f_code.co_consts if isinstance(c, float)]

    def look(self, statement: ast.AST) -> None:
        """Remember what the statement's names carry, before it runs."""
        for node in ast.walk(statement):
            if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
                marks = self._load(node)
                if marks:
                    self.before[id(node)] = marks

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
        return self.own(node) | self.union(ast.iter_child_nodes(node))

    def union(self, nodes: Iterable[ast.AST]) -> Marks:
        """Return the marks of several expressions together."""
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
            return self.union(_texts(node.args))
        called = self.scope.resolve(function)
        held = NONE if called is MISSING else self.objects.own(called)
        receiver = (
            self.marks(function.value) if isinstance(function, ast.Attribute) else NONE
        )
        keywords = [k.value for k in node.keywords]
        return held | receiver | self.union([*node.args, *keywords])

    def _comprehension(self, node: Any) -> Marks:
        kept = dict(self.scope.bound)
        found = NONE
        for generator in node.generators:
            for target, marks in iterated(self, generator.target, generator.iter):
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        self.scope.bound[name.id] = marks
        if isinstance(node, ast.DictComp):
            found |= self.union([node.key, node.value])
        else:
            found |= self.marks(node.elt)
        self.scope.bound = kept
        return found

    # -- loads --------------------------------------------------------------

    def _load(self, node: ast.AST) -> Marks:
        if isinstance(node, ast.Name):
            return self._load_name(node.id)
        if isinstance(node, ast.Attribute):
            return self._part(node, node.value, node.attr)
        if isinstance(node, ast.Subscript):
            key = self.scope.resolve(node.slice)
            return self._part(node, node.value, key) | self.index(node.slice)
        return NONE

    def _part(self, node: ast.AST, of: ast.AST, place: Any) -> Marks:
        """Return the marks of what an object holds at an attribute or a key."""
        thing = self.scope.resolve(node)
        known = thing is not MISSING and not is_shared(thing)
        if known and (self.objects.knows(thing) or self.objects.of(thing)):
            return self.objects.of(thing)
        owner = self.scope.resolve(of)
        if owner is not MISSING and isinstance(place, Hashable):
            held = self.objects.slot(owner, place)
            if held is not None:
                return held
        return self._container(of, thing)

    def _load_name(self, name: str) -> Marks:
        if name in self.scope.bound:
            return self.scope.bound[name]
        thing = self.scope.lookup(name)
        if thing is MISSING:
            return NONE
        own = NONE if is_shared(thing) else self.objects.of(thing)
        return own | self._named(name)

    def _named(self, name: str) -> Marks:
        if self.around is None:
            return self.names.get(name)
        return bound_inside(self.around, self.scope.frame, name)

    def _container(self, node: ast.AST, thing: Any) -> Marks:
        """An element carries what its container does, unless it is known itself."""
        owner = self.scope.resolve(node)
        if owner is MISSING or (thing is MISSING and not _plainly_held(owner)):
            return self.before.get(id(node), NONE) | self.marks(node)
        if isinstance(thing, Tensor):
            return NONE
        return self.objects.own(owner)

    def index(self, node: ast.AST) -> Marks:
        """Return the marks of an index; of a slice none, for it has only a length."""
        if isinstance(node, ast.Slice):
            return NONE
        if isinstance(node, ast.Tuple):
            return self.union(n for n in node.elts if not isinstance(n, ast.Slice))
        return self.marks(node)


def _texts(arguments: list[ast.expr]) -> Iterator[ast.AST]:
    """Yield the expressions that texts among some arguments hold."""
    for node in arguments:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            with suppress(SyntaxError):
                yield ast.parse(node.value, mode="eval").body


def _plainly_held(owner: Any) -> bool:
    """Say whether an object's parts were looked at one by one."""
    return isinstance(owner, ModuleType)
