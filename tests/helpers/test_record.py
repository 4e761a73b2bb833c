from __future__ import annotations

from detach_examples.record import Edge, Node, Record


def test_a_node_is_added_once() -> None:
    record = Record()
    assert record.add(Node("k", "x", "leaf"))
    assert not record.add(Node("k", "other", "leaf"))
    assert record.label("k") == "x"


def test_sources_are_those_whose_data_flows_in() -> None:
    record = Record(
        edges=[Edge("a", "op", "data"), Edge("b", "op", "data")]
        + [Edge("c", "op", "storage"), Edge("op", "a", "data")]
    )
    assert record.sources("op") == ["a", "b"]
    assert record.sources("b") == []
