from __future__ import annotations

import pytest

from detach_examples.diagram import Diagram, Edge, Node


def test_a_node_is_added_once() -> None:
    diagram = Diagram()
    assert diagram.add(Node("k", "x", "leaf"))
    assert not diagram.add(Node("k", "other", "leaf"))
    assert diagram.label("k") == "x"


def test_sources_are_those_whose_data_flows_in() -> None:
    diagram = Diagram(
        edges=[Edge("a", "op", "data"), Edge("b", "op", "data")]
        + [Edge("c", "op", "storage"), Edge("op", "a", "data")]
    )
    assert diagram.sources("op") == ["a", "b"]
    assert diagram.sources("b") == []


LEAF = Node("leaf", "leaf", "leaf")
TRACKED = Node("tracked", "tracked", "tracked")
SEVERED = Node("severed", "severed", "detached")


@pytest.mark.parametrize(
    ("one", "other", "flows", "cut"),
    [
        (TRACKED, SEVERED, False, True),
        (TRACKED, LEAF, False, True),
        (LEAF, TRACKED, True, False),
        (LEAF, SEVERED, False, True),
    ],
    ids=["detached", "made a leaf again", "a view of a leaf", "a detached leaf"],
)
def test_a_shared_storage_is_cut_where_no_gradient_passes(
    one: Node, other: Node, flows: bool, cut: bool
) -> None:
    diagram = Diagram({n.key: n for n in (one, other)})
    operation = Node("op", "view", "operation")
    if flows:
        diagram.add(operation)
        diagram.edges += [Edge(one.key, "op", "data"), Edge("op", other.key, "data")]
    tie = Edge(one.key, other.key, "storage")
    assert diagram.severed(tie) is cut
