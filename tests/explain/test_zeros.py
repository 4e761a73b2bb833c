"""Zeros are blamed on the line that made them: graphs made by hand."""

from __future__ import annotations

from graphs import Graph

from detach_examples.explain.judged import Step


def test_zeros_are_blamed_where_something_turned_into_them(graph: Graph) -> None:
    w = graph.leaf("w", "zeros")
    first = graph.make("mul", w, sequence=1)
    loss = graph.make("relu", first, sequence=2)
    mul = Step("MulBackward0", 1, [(w.holder, 0)], got=[False], gave=[False])
    relu = Step("ReluBackward0", 2, [(mul, 0)], got=[True], gave=[False])
    found = graph.judge(loss, steps=[mul, relu])
    assert graph.blamed(found["w"]) == [("zero", "relu", graph.lines["relu"])]


def test_zeros_of_a_node_without_a_kind_are_told_in_a_note(graph: Graph) -> None:
    w = graph.leaf("w", "zeros")
    loss = graph.make("softmax", w, sequence=1)
    step = Step("SoftmaxBackward0", 1, [(w.holder, 0)], got=[True], gave=[False])
    found = graph.judge(loss, steps=[step])["w"]
    assert found.causes == []
    assert f"SoftmaxBackward0 at line {graph.lines['softmax']}" in found.note


def test_a_hook_is_blamed_where_a_gradient_arrives_as_zeros(graph: Graph) -> None:
    w = graph.leaf("w", "zeros")
    w.holder.hooks.append(graph.make("hooked").maker.place)
    loss = graph.make("mul", w, sequence=1)
    step = Step("MulBackward0", 1, [(w.holder, 0)], got=[True], gave=[True])
    found = graph.judge(loss, steps=[step])
    assert graph.blamed(found["w"]) == [("zero", "hook", graph.lines["hooked"])]
