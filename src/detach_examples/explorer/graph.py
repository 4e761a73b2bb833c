"""The one drawing of a program: laid out once, greyed by the page's choices."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..diagram import Diagram, Edge, Node
from ..drawing import MARK, MARK_LINE, SCISSORS
from ..explain.figure import diagram
from ..palette import variable
from .program import CHOICES
from .run import Run, State

_CALLED = {choice: choice for choice in CHOICES} | {
    "detach": ".detach()",
    "clone().detach()": ".clone().detach()",
}


@dataclass(frozen=True)
class Graph:
    """A drawing's parts by their keys, and where its marked edges are.

    :param nodes: the number of each node, as its class in the SVG says.
    :param marks: the number of each marked edge of the program.
    """

    drawn: Diagram
    nodes: dict[str, int]
    marks: dict[str, int]

    def off(self, state: State) -> list[str]:
        """Return the classes of what no gradient reaches in a state."""
        keys = list(self.nodes)
        dead = {
            f"n{self.nodes[key]}"
            for key in keys
            if key not in state.live and self.drawn.nodes[key].role != "detached"
        }
        edges = [
            f"e{number}"
            for number, edge in enumerate(self.drawn.edges)
            if edge.kind != "severed" and not {edge.source, edge.target} <= state.live
        ]
        return sorted(dead) + edges

    def part(self, key: str, run: Run) -> str:
        """Return the class of the part that shows a key, or nothing."""
        if key in self.nodes:
            return f"n{self.nodes[key]}"
        number = re.match(r"(\d+) ", key)
        edge = run.program.parts[int(number[1])].edge if number else ""
        return f"e{self.marks[edge]}" if edge else ""

    def labels(self, run: Run, state: State) -> dict[str, tuple[str, str]]:
        """Return what stands at each marked edge in a state."""
        starts = dict(zip((p.edge for p in run.program.parts), run.starts, strict=True))
        return {
            f"e{number}": _label(edge, state.choices[edge], starts[edge], state)
            for edge, number in self.marks.items()
        }

    def held(self, state: State) -> dict[str, str]:
        """Return the numbers of named nodes that differ from the drawing's."""
        return {
            f"n{self.nodes[name]}": text
            for name, text in state.held.items()
            if name in self.nodes and self.drawn.nodes[name].value != text
        }


def _label(edge: str, choice: str, line: int, state: State) -> tuple[str, str]:
    if choice == "keep":
        return f"{edge}: kept", ""
    if edge in state.live:
        return _CALLED[choice], f"line {line}: no cut"
    return f"{SCISSORS} {_CALLED[choice]}", f"line {line}"


def graph(kept: Run, cut: Run) -> Graph:
    """Return the drawing: its shape from the run where all edges are cut.

    There every marked edge is a step of its own; roles and numbers are those of the
    run that keeps all.
    """
    judged = cut.judged(cut.program.root)
    found = diagram(judged, cut.names.of, cut.names.numbers)
    keys = _keys(cut, found)
    known = {*kept.keys.of_operations(kept.operations).values()}
    drawn = Diagram()
    for old, node in found.nodes.items():
        key = keys[old]
        if node.role.endswith("operation") and key not in known:
            continue  # the cut itself: the edge that it stands on is marked
        drawn.add(_node(key, node, kept))
    marks: dict[str, int] = {}
    for edge in found.edges:
        source, target = keys[edge.source], keys[edge.target]
        if target not in drawn.nodes:
            continue
        mark = ""
        while source not in drawn.nodes:
            mark = _edge_of(cut, source)
            source = next(
                keys[e.source] for e in found.edges if keys[e.target] == source
            )
        if mark:
            marks[mark] = len(drawn.edges)
        constant = drawn.nodes[source].role == "detached"
        kind = "mark" if mark else "severed" if constant else "data"
        drawn.edges.append(Edge(source, target, kind, mark))
    return Graph(drawn, {key: i for i, key in enumerate(drawn.nodes)}, marks)


def _edge_of(run: Run, key: str) -> str:
    return run.program.parts[int(key.split()[0])].edge


def _keys(run: Run, found: Diagram) -> dict[str, str]:
    """Return our keys by those of the diagram."""
    operations = run.operations
    named = run.keys.of_operations(operations)
    keys = {f"op{op.number}": named[id(op)] for op in operations}
    for name, value in run.keys.values.items():
        keys.setdefault(f"value{id(value)}", name)
        keys.setdefault(f"leaf{id(value.holder)}", name)
    return {key: keys.get(key, key) for key in found.nodes}


def _node(key: str, node: Node, kept: Run) -> Node:
    if node.role.endswith("operation"):
        return Node(key, node.label, "operation")
    tensor = kept.variables.get(key.split()[0])
    value = "" if " before" in key else node.value  # what it was is not known
    if tensor is None or not tensor.requires_grad:
        return Node(key, node.label, "detached", value)
    return Node(key, node.label, "leaf" if tensor.is_leaf else "tracked", value)


def kept_labels(svg: str, graph: Graph) -> str:
    """Write the labels of the state that keeps all into a drawing."""
    for edge, number in graph.marks.items():
        head, mark, rest = svg.partition(f'class="edge e{number} tracked mark"')
        if mark:
            group, end, tail = rest.partition("</g>")
            svg = head + mark + _kept_label(group, edge) + end + tail
    return svg


def _kept_label(group: str, edge: str) -> str:
    group = group.replace(variable("cut"), variable("tracked"))
    group = group.replace(f"{SCISSORS} {MARK}", f"{edge}: kept").replace(MARK_LINE, "")
    # Other words are shorter than those that the layout made room for: they stand
    # in the middle, where it put the space under the label.
    places = re.findall(r' x="([-\d.]+)"', group)
    for place in places[:2]:
        group = group.replace(
            f'text-anchor="start" x="{place}"',
            f'text-anchor="middle" x="{places[-1]}"',
            1,
        )
    return group
