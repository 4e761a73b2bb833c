"""The reader of the comments that all cases are held against."""

from __future__ import annotations

import flow_truth
import pytest
from flow_truth import Mark


@pytest.mark.parametrize(
    ("source", "mark"),
    [
        ("y = x  # cut[detach]: w.a b", Mark("cut", ("detach",), 1, 1, ("w.a", "b"))),
        ("y = f(  # zero[sign]: w\n    x\n)", Mark("zero", ("sign",), 1, 3, ("w",))),
        ("with f():  # cut[item|float]: w\n    g()",)
        + (Mark("cut", ("item", "float"), 1, 1, ("w",)),),
        ("@f(  # also[data]\n    1,\n)\ndef g():\n    pass",)
        + (Mark("also", ("data",), 1, 3, ()),),
        ("def f(\n    x,\n):\n    y = x  # partial[mask]: w\n    return y",)
        + (Mark("partial", ("mask",), 4, 4, ("w",)),),
    ],
    ids=["one line", "many lines", "a header", "a decorator", "in a function"],
)
def test_a_mark_covers_its_statement_or_header(source: str, mark: Mark) -> None:
    assert flow_truth.read(source).marks == [mark]


def test_a_line_may_carry_several_marks() -> None:
    source = "y = x  # cut[detach]: a; partial[detach]: b; also[item]: c"
    marks = flow_truth.read(source).marks
    assert [(m.form, m.names) for m in marks] == [
        ("cut", ("a",)),
        ("partial", ("b",)),
        ("also", ("c",)),
    ]


def test_a_status_comes_of_a_mark_or_of_a_comment_of_its_own() -> None:
    source = """
# frozen: a b
# zero: c
# raises: RuntimeError
y = x  # cut[detach]: d; partial[detach]: e
# a remark
"""
    truth = flow_truth.read(source)
    found = [truth.status({name}) for name in "abcdef"]
    assert found == ["frozen", "frozen", "zero", "cut", "flows", "flows"]
    assert truth.error == "RuntimeError"


def test_a_second_line_without_names_is_for_all_of_its_kinds() -> None:
    source = "y = x  # cut[detach]: a\nz = x  # also[detach]\nu = x  # also[item]: b"
    truth = flow_truth.read(source)
    assert [m.first for m in truth.allowed({"a"})] == [2]
    assert [m.first for m in truth.allowed({"b"})] == [3]


@pytest.mark.parametrize(
    "comment",
    [
        "y = x  # cut[detach]: a;partial[detach]: b",
        "y = x  # cut[detach]",
        "y = x  # cut [detach]: a",
        "y = x  #cut[detach]: a",
        "# unused : a\n# unused:a",
        "y = x  # unused: a",
    ],
)
def test_a_comment_that_only_looks_like_a_mark_is_refused(comment: str) -> None:
    with pytest.raises(ValueError, match=r"line \d+: .* is no mark"):
        flow_truth.read(comment)


def test_comments_are_blanked_and_strings_are_not() -> None:
    source = "a = '# no'  # a remark\n# another\n    \nb = 1  # cut[item]: a\n"
    assert flow_truth.without_comments(source) == "a = '# no'\n\n    \nb = 1\n"
