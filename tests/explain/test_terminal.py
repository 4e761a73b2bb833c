"""A group of verdicts takes as few lines as say it."""

from __future__ import annotations

import pytest

from detach_examples.explain.terminal import group_lines
from detach_examples.explain.verdict import Cause, Parameter

DETACH = Cause("cut", "detach", "detach", "train.py", 4, "h = enc(x).detach()")
ITEM = Cause("cut", "item", "item", "train.py", 6, "scale = h.sum().item()")
NOBODY = frozenset[str]()


@pytest.mark.parametrize(
    ("count", "shown"),
    [(7, "p0, p1, p2, p3, p4, p5, p6 "), (8, "p0, p1, p2, p3, p4, p5 and 2 more ")],
)
def test_of_many_names_some_are_shown(count: int, shown: str) -> None:
    group = [Parameter(f"p{i}", "frozen") for i in range(count)]
    assert group_lines(group, False, NOBODY)[0].startswith(shown)
    assert "more" not in group_lines(group, True, NOBODY)[0]


def test_one_cause_stands_on_the_first_line_and_several_below_it() -> None:
    one = group_lines([Parameter("w", "cut", [DETACH])], False, NOBODY)
    both = group_lines([Parameter("w", "cut", [DETACH, ITEM])], False, NOBODY)
    assert one[0] == "w has no gradient: cut by .detach() at train.py:4"
    assert both[:2] == ["w has no gradient:", "  cut by .detach() at train.py:4"]
    assert [line for line in both if line.strip() == ITEM.code]


def test_what_is_meant_to_be_there_says_so() -> None:
    (line,) = group_lines([Parameter("w", "frozen")], False, frozenset(["w"]))
    assert line == "w is frozen: requires_grad is False (excepted)."
