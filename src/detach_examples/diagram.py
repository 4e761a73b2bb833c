"""What autograd holds, as plain data: readable without torch."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Node:
    """A tensor or an operation.

    ``role`` is one of ``leaf`` (autograd accumulates a gradient here),
    ``tracked`` (recorded), ``detached`` (has no history) and ``operation``; a leaf or
    an operation that no gradient reaches is ``severed``.
    """

    key: str
    label: str
    role: str
    value: str = ""


@dataclass(frozen=True)
class Edge:
    """``kind`` says what passes between two nodes.

    ``data``: values, and gradient back.  ``severed``: values alone.  ``cut``: values,
    and here the gradient ends; the label says by what.  ``mark``: here it may be cut;
    the label is the edge's name.  ``storage``: they share one.
    """

    source: str
    target: str
    kind: str
    label: str = ""


@dataclass
class Diagram:
    """Nodes and edges in the order in which they were found."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def add(self, node: Node) -> bool:
        """Add a node; say whether it is new."""
        if node.key in self.nodes:
            return False
        self.nodes[node.key] = node
        return True

    def label(self, key: str) -> str:
        """Return the label of the node with that key."""
        return self.nodes[key].label

    def sources(self, key: str) -> list[str]:
        """Return the keys of the nodes whose values flow into ``key``."""
        return [e.source for e in self.edges if e.kind != "storage" and e.target == key]
