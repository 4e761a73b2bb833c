from __future__ import annotations

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
