"""A record and what backward brought become verdicts: graphs made by hand."""

from __future__ import annotations

import pytest
from graphs import SITE, Graph

from detach_examples.explain.judged import Judged, Named
from detach_examples.explain.judgement import foreseen
from detach_examples.explain.verdict import Cause, Parameter


def test_each_status_is_told_from_the_others(graph: Graph) -> None:
    flows = graph.leaf("flows", "some")
    cut = graph.leaf("cut")
    zero = graph.leaf("zero", "zeros")
    graph.leaf("frozen", asks=False)
    graph.leaf("unused")
    unreached = graph.leaf("unreached")
    graph.make("log", unreached)
    quiet = graph.make("detach", cut, live=False, kind="detach")
    found = graph.judge(graph.make("mul", flows, zero, quiet))
    assert {name: p.status for name, p in found.items()} == {n: n for n in found}
    assert all(p.certain and not p.note for p in found.values())
    (cause,) = found["cut"].causes
    assert cause == Cause(
        "cut",
        "detach",
        "detach",
        __file__,
        graph.lines["detach"],
        'quiet = graph.make("detach", cut, live=False, kind="detach")',
    )


def test_of_cuts_in_a_row_the_first_is_to_blame(graph: Graph) -> None:
    w = graph.leaf("w")
    first = graph.make("detach", w, live=False, kind="detach")
    second = graph.make("item", first, live=False, kind="item")
    found = graph.judge(graph.make("mul", second, live=False))
    assert graph.blamed(found["w"]) == [("cut", "detach", graph.lines["detach"])]


def test_cuts_side_by_side_are_all_to_blame(graph: Graph) -> None:
    w = graph.leaf("w")
    h = graph.make("linear", w)
    one = graph.make("detach", h, live=False, kind="detach")
    other = graph.make("item", h, live=False, kind="item")
    found = graph.judge(graph.make("add", one, other, live=False))
    assert [kind for _, kind, _ in graph.blamed(found["w"])] == ["detach", "item"]


def test_a_cut_beside_a_living_path_is_partial(graph: Graph) -> None:
    w = graph.leaf("w", "some")
    quiet = graph.make("detach", w, live=False, kind="detach")
    found = graph.judge(graph.make("add", w, quiet))
    assert found["w"].status == "flows"
    assert graph.blamed(found["w"]) == [("partial", "detach", graph.lines["detach"])]


@pytest.mark.parametrize("kind", ["deepcopy", "setattr", "state_dict"])
def test_a_copy_is_never_partial(graph: Graph, kind: str) -> None:
    w = graph.leaf("w", "some")
    copy = graph.make("copy", w, live=False, kind=kind)
    assert graph.judge(graph.make("add", w, copy))["w"] == Parameter("w", "flows")


def test_a_parameter_with_two_names_goes_by_the_first(graph: Graph) -> None:
    w = graph.leaf("w", "some")
    graph.named.append(Named("again", w.holder, True))
    assert [*graph.judge(graph.make("mul", w))] == ["w"]


def test_a_gradient_that_did_not_come_though_it_should_is_uncertain(
    graph: Graph,
) -> None:
    w = graph.leaf("w")
    loss = graph.make("mul", w)
    found = graph.judge(loss)["w"]
    assert (found.status, found.causes, found.certain) == ("cut", [], False)
    assert "none came" in found.note
    failed = graph.judge(loss, raised=RuntimeError())["w"]
    assert "raised" in failed.note


def test_before_backward_the_leaves_that_it_leads_to_are_taken_to_flow(
    graph: Graph,
) -> None:
    w, other = graph.leaf("w"), graph.leaf("other")
    judged = Judged([graph.make("mul", w)], SITE, named=graph.named)
    found = foreseen(judged, [w.holder])
    assert [p.status for p in found] == ["flows", "unused"]
    assert w.holder.arrival is other.holder.arrival is None
