"""Of all that may have taken a gradient, one is to blame: graphs made by hand."""

from __future__ import annotations

from graphs import Graph

from detach_examples.explain.record import Site, Use
from detach_examples.explain.verdict import Cause


def test_a_switch_is_blamed_at_its_own_line(graph: Graph) -> None:
    w = graph.leaf("w")
    switch = Site("train.py", 4, "with torch.no_grad():")
    h = graph.make("mul", w, live=False, tracked=False, switch=switch)
    (cause,) = graph.judge(h)["w"].causes
    assert cause == Cause("cut", "no_grad", "no_grad", *switch)


def test_whole_numbers_are_blamed_before_a_switch(graph: Graph) -> None:
    w = graph.leaf("w")
    switch = Site("train.py", 4, "with torch.no_grad():")
    index = graph.make("argmax", w, live=False, tracked=False, switch=switch)
    index.discrete = True
    found = graph.judge(graph.make("embedding", index, live=False))
    assert [kind for _, kind, _ in graph.blamed(found["w"])] == ["integer"]


def test_a_flag_that_was_off_is_blamed_where_it_was_switched(graph: Graph) -> None:
    w = graph.leaf("w")
    w.holder.switched_off = graph.make("off").maker.place
    op = graph.make("mul", w, live=False)
    op.maker.uses = [Use(w, False, w.holder.switched_off)]
    found = graph.judge(op)
    assert graph.blamed(found["w"]) == [("cut", "requires_grad_", graph.lines["off"])]
