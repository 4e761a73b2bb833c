"""Which values a loss depends on, and where gradient stops: graphs made by hand."""

from __future__ import annotations

from graphs import Graph

from detach_examples.explain.judged import Step
from detach_examples.explain.verdict import Parameter


def test_a_cut_that_reaches_no_loss_is_no_cut(graph: Graph) -> None:
    w = graph.leaf("w", "some")
    logged = graph.make("detach", w, live=False, kind="detach")
    assert graph.judge(graph.make("mul", w))["w"] == Parameter("w", "flows")
    assert graph.judge(logged)["w"].causes


def test_what_was_forgotten_makes_a_verdict_uncertain(graph: Graph) -> None:
    graph.leaf("w")
    old = graph.make("mul", forgotten=True)
    found = graph.judge(graph.make("add", old))["w"]
    assert (found.status, found.certain) == ("unused", False)
    assert "bound" in found.note


def test_a_node_that_gave_nothing_back_is_a_custom_function_s_cut(
    graph: Graph,
) -> None:
    w = graph.leaf("w")
    h = graph.make("Quiet", w, kind="custom_function", sequence=5)
    step = Step("QuietBackward", 5, [(w.holder, 0)], got=[True], gave=[None])
    found = graph.judge(graph.make("sum", h), steps=[step])
    assert [k for _, k, _ in graph.blamed(found["w"])] == ["custom_function"]


def test_a_long_chain_is_judged_without_a_deep_stack(graph: Graph) -> None:
    w = graph.leaf("w")
    h = graph.make("detach", w, live=False, kind="detach")
    for _ in range(20_000):
        h = graph.make("add", h, live=False)
    found = graph.judge(h)
    assert graph.blamed(found["w"]) == [("cut", "detach", graph.lines["detach"])]
