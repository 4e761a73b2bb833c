"""A record as a diagram: what the loss was made from, and where gradient stops."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagram import Diagram, Edge, Node
from ..drawing import picture
from ..picture import Picture, keep
from .blame import blame
from .cuts import KINDS
from .paths import Paths
from .record import Op, Site, Value

if TYPE_CHECKING:
    from .judged import Judged

#: More nodes than this are folded: equal operations of one line become one node.
_MOST_NODES = 24
Name = Callable[[Value], str]


def draw(
    judged: Judged,
    name: Name,
    caption: str,
    numbers: Name | None = None,
    ties: Sequence[tuple[Value, Value]] = (),
) -> Picture:
    """Draw a judged call: solid where gradient passes, dashed where none does.

    :param name: returns what the program calls a value, or nothing.
    :param numbers: returns a value's numbers where they are few; else its shape shows.
    :param ties: pairs of roots that lie on one storage.
    """
    found = diagram(judged, name, numbers or name_nothing, ties)
    return keep(picture(found, caption or "The graph of the loss"))


def name_nothing(_: Value) -> str:
    """Leave a value without a name, or without numbers."""
    return ""


def diagram(
    judged: Judged,
    name: Name,
    numbers: Name = name_nothing,
    ties: Sequence[tuple[Value, Value]] = (),
) -> Diagram:
    """Return the graph of a judged call, folded where it repeats itself."""
    paths = Paths(judged)
    for fold in (_each, _by_line, _by_name):
        made = _Maker(paths, judged, name, numbers, fold).make(ties)
        if len(made.nodes) <= _MOST_NODES:
            break
    return made


def _each(op: Op) -> str:
    return f"op{op.number}"


def _by_line(op: Op) -> str:
    site = Site.of(op.place)
    return f"op {op.name} {site.file} {site.line}"


def _by_name(op: Op) -> str:
    return f"op {op.name}"


class _Maker:
    """Turns paths into nodes and edges."""

    def __init__(
        self,
        paths: Paths,
        judged: Judged,
        name: Name,
        numbers: Name,
        fold: Callable[[Op], str],
    ) -> None:
        self._paths = paths
        self._numbers = numbers
        self._given = judged.roots
        self._roots = {id(v) for v in judged.roots}
        self._name = name
        self._fold = fold
        roots = [root for root in judged.roots if root.requires_grad]
        live = [*paths.live(roots)]
        self._live = {id(v) for v in live}
        self._live_holders = {v.holder for v in live}
        self._live_ops = {
            id(v.maker) for v in paths.values if id(v) in self._live and v.maker
        }
        self._members: Counter[str] = Counter()
        self._made = Diagram()

    def make(self, ties: Iterable[tuple[Value, Value]]) -> Diagram:
        """Return the diagram, inputs first; ties join values on one storage."""
        values = sorted(self._paths.values, key=_order)
        leaves: dict[str, set[int]] = {}
        for op in sorted(self._paths.ops.values(), key=lambda op: op.number):
            self._members[self._fold(op)] += 1
        for value in values:
            if _is_source(value) and self._is_shown(value):
                leaves.setdefault(self._leaf_key(value), set()).add(id(value.holder))
        self._members.update({key: len(held) for key, held in leaves.items()})
        edges: dict[Edge, None] = {}
        for value in values:
            for edge in self._edges_into(value):
                edges[edge] = None
        for value in self._given:
            self._node(value)  # also where nothing leads to it
        for one, other in ties:
            edges[Edge(self._node(one), self._node(other), "storage")] = None
        self._made.edges = list(edges)
        return self._made

    def _is_shown(self, value: Value) -> bool:
        """Data without a name says nothing; everything else is shown."""
        return value.hot or not _is_source(value) or bool(self._name(value))

    def _edges_into(self, value: Value) -> Iterable[Edge]:
        op = value.maker
        if op is None or _is_source(value):
            return
        target = self._op_node(op)
        for i, use in enumerate(op.uses):
            if not self._is_shown(use.value):
                continue
            source = self._node(use.value)
            if source != target:
                yield self._edge(source, target, op, i, value)
        if id(value) in self._roots or value.holder.leaf or self._named(value):
            name = self._node(value)
            live = id(value) in self._live and not value.holder.leaf
            yield Edge(target, name, "data" if live else "severed")

    def _edge(self, source: str, target: str, op: Op, i: int, made: Value) -> Edge:
        use = op.uses[i]
        if op.carries(i, made):
            return Edge(source, target, "data" if id(made) in self._live else "severed")
        asks = use.requires_grad or (use.value.hot and use.value.holder.leaf)
        if not asks:
            return Edge(source, target, "severed")
        cut = blame(op, i, made)
        where = f"{Path(cut.site.file).name}:{cut.site.line}"
        return Edge(source, target, "cut", f"{KINDS[cut.kind].title}\n{where}")

    def _named(self, value: Value) -> bool:
        return (
            self._fold is _each and value.maker is not None and bool(self._name(value))
        )

    def _node(self, value: Value) -> str:
        if value.maker is None or value.holder.leaf or _is_source(value):
            return self._leaf_node(value)
        if self._named(value) or id(value) in self._roots:
            return self._value_node(value)
        return self._op_node(value.maker)

    def _op_node(self, op: Op) -> str:
        key = self._fold(op)
        role = "operation" if id(op) in self._live_ops else "severed operation"
        name = op.role if op.role == "deepcopy" else op.name.strip("_")
        self._made.add(Node(key, name + self._times(key), role))
        return key

    def _value_node(self, value: Value) -> str:
        key = f"value{id(value)}"
        role = "tracked" if id(value) in self._live else "severed"
        role = role if value.requires_grad else "detached"
        label = self._name(value) or "result"
        self._made.add(Node(key, label, role, self._held(value)))
        return key

    def _leaf_key(self, value: Value) -> str:
        name = self._name(value)
        if self._fold is _each:
            return f"leaf{id(value.holder)}"
        return f"leaf {re.sub(r'[0-9]+', '*', name) or 'data'}"

    def _leaf_node(self, value: Value) -> str:
        key = self._leaf_key(value)
        name = self._name(value) or ("leaf" if value.holder.leaf else "data")
        if self._members[key] > 1:
            name = key.removeprefix("leaf ")
        live = value.holder.leaf and value.holder in self._live_holders
        role = "leaf" if live else "severed leaf" if value.hot else "detached"
        self._made.add(Node(key, name + self._times(key), role, self._held(value)))
        return key

    def _held(self, value: Value) -> str:
        return self._numbers(value) or _shape(value)

    def _times(self, key: str) -> str:
        count = self._members[key]
        return f" \u00d7{count}" if count > 1 else ""


def _is_source(value: Value) -> bool:
    """Say whether a value is where the drawing begins: a leaf, or data."""
    op = value.maker
    if op is None or not op.uses:
        return True
    others = (u.value for u in op.uses if u.value.holder is not value.holder)
    return value.holder.leaf and not any(v.hot for v in others)


def _order(value: Value) -> int:
    return value.maker.number if value.maker is not None else 0


def _shape(value: Value) -> str:
    sizes = " x ".join(map(str, value.shape))
    return f"[{sizes}]" if len(value.shape) == 1 else sizes
