"""A record and what backward brought become verdicts: graphs made by hand."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from detach_examples.explain.judged import Judged, Named, Step
from detach_examples.explain.record import Holder, Op, Place, Site, Use, Value
from detach_examples.explain.verdict import Cause, Parameter, foreseen, verdicts

SITE = Site("train.py", 9, "loss.backward()")


class Graph:
    """Makes values and operations; each operation stands on the line that made it."""

    def __init__(self) -> None:
        self.number = 0
        self.named: list[Named] = []
        self.lines: dict[str, int] = {}

    def leaf(self, name: str, arrival: str | None = None, asks: bool = True) -> Value:
        """Make a parameter, with what the judged backward brought it."""
        holder = Holder(leaf=True, arrival=arrival, requires_grad=asks)
        self.named.append(Named(name, holder, asks))
        return Value(None, holder, asks, True)

    def make(self, name: str, *uses: Value, live: bool = True, **more: Any) -> Value:
        """Make a value of others, and read them."""
        self.number += 1
        frame = sys._getframe(1)
        self.lines[name] = frame.f_lineno
        place = Place(frame.f_code, frame.f_lasti)
        for value in uses:
            value.mark_read()
        op = Op(self.number, name, [Use(v, v.requires_grad) for v in uses], place)
        for key, value in more.items():
            setattr(op, key, value)
        return Value(op, Holder(), live, any(v.hot for v in uses))

    def judge(self, *roots: Value, **more: Any) -> dict[str, Parameter]:
        judged = Judged([*roots], SITE, named=self.named, **more)
        return {p.name: p for p in verdicts(judged)}

    def blamed(self, parameter: Parameter) -> list[tuple[str, str, int]]:
        return [(c.effect, c.kind, c.line) for c in parameter.causes]


@pytest.fixture
def graph() -> Graph:
    return Graph()


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


def test_a_cut_that_reaches_no_loss_is_no_cut(graph: Graph) -> None:
    w = graph.leaf("w", "some")
    logged = graph.make("detach", w, live=False, kind="detach")
    assert graph.judge(graph.make("mul", w))["w"] == Parameter("w", "flows")
    assert graph.judge(logged)["w"].causes


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


def test_a_parameter_with_two_names_goes_by_the_first(graph: Graph) -> None:
    w = graph.leaf("w", "some")
    graph.named.append(Named("again", w.holder, True))
    assert [*graph.judge(graph.make("mul", w))] == ["w"]


def test_what_was_forgotten_makes_a_verdict_uncertain(graph: Graph) -> None:
    graph.leaf("w")
    old = graph.make("mul", forgotten=True)
    found = graph.judge(graph.make("add", old))["w"]
    assert (found.status, found.certain) == ("unused", False)
    assert "bound" in found.note


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


def test_a_node_that_gave_nothing_back_is_a_custom_function_s_cut(
    graph: Graph,
) -> None:
    w = graph.leaf("w")
    h = graph.make("Quiet", w, kind="custom_function", sequence=5)
    step = Step("QuietBackward", 5, [(w.holder, 0)], got=[True], gave=[None])
    found = graph.judge(graph.make("sum", h), steps=[step])
    assert [k for _, k, _ in graph.blamed(found["w"])] == ["custom_function"]


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


def test_before_backward_the_leaves_that_it_leads_to_are_taken_to_flow(
    graph: Graph,
) -> None:
    w, other = graph.leaf("w"), graph.leaf("other")
    judged = Judged([graph.make("mul", w)], SITE, named=graph.named)
    found = foreseen(judged, [w.holder])
    assert [p.status for p in found] == ["flows", "unused"]
    assert w.holder.arrival is other.holder.arrival is None


def test_a_long_chain_is_judged_without_a_deep_stack(graph: Graph) -> None:
    w = graph.leaf("w")
    h = graph.make("detach", w, live=False, kind="detach")
    for _ in range(20_000):
        h = graph.make("add", h, live=False)
    found = graph.judge(h)
    assert graph.blamed(found["w"]) == [("cut", "detach", graph.lines["detach"])]


def test_a_verdict_survives_as_plain_data() -> None:
    cause = Cause("cut", "detach", "detach", "train.py", 3, "x.detach()")
    verdict = Parameter("w", "cut", [cause], False, "a note")
    assert Parameter.of(verdict.data()) == verdict
    assert verdict.data()["causes"][0]["kind"] == "detach"
