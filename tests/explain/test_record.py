"""Values and the operations that tie them: plain data."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from detach_examples.explain.record import (
    Holder,
    Op,
    Place,
    Site,
    Use,
    Value,
    shown,
)


def here() -> Place:
    frame = sys._getframe(1)
    return Place(frame.f_code, frame.f_lasti)


def value(**more: Any) -> Value:
    return Value(None, Holder(), **more)


def test_a_place_is_resolved_to_the_statement_s_first_line() -> None:
    places = [
        here(),
        here(),
    ]
    first = places[0].line() - 1
    assert [p.line() for p in places] == [first + 1, first + 2]
    assert [Site.of(p) for p in places] == [Site(__file__, first, "places = [")] * 2
    site = Site("train.py", 3, "x")
    assert Site.of(site) is site


@pytest.mark.parametrize(
    ("change", "carries"),
    [
        ({}, True),
        ({"tracked": False}, False),
        ({"asked": False}, False),
        ({"made": False}, False),
        ({"blocked": {0}}, False),
        ({"blocked": {1}}, True),
    ],
    ids=str,
)
def test_gradient_passes_where_all_ask_for_it(
    change: dict[str, Any], carries: bool
) -> None:
    use = Use(value(requires_grad=True), change.get("asked", True))
    op = Op(1, "mul", [use], here(), tracked=change.get("tracked", True))
    op.blocked = change.get("blocked", set())
    assert op.carries(0, value(requires_grad=change.get("made", True))) is carries


@pytest.mark.parametrize(
    ("leaf", "asked", "carries"),
    [(True, True, True), (True, False, True)]
    + [(False, True, True), (False, False, False)],
)
def test_what_is_edited_where_nothing_is_recorded_keeps_its_old_history(
    leaf: bool, asked: bool, carries: bool
) -> None:
    before = value(requires_grad=True)
    before.holder.leaf = leaf
    op = Op(1, "add_", [Use(before, asked)], here(), tracked=False, updates=before)
    assert op.carries(0, Value(op, before.holder, True)) is carries


def test_who_reads_an_alias_reads_what_it_is_a_name_of() -> None:
    base, made = value(), value()
    view = value(alias=base)
    value(alias=view).mark_read()
    assert [v.holder.read for v in (base, view, made)] == [True, True, False]


def test_a_file_is_shown_from_the_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(str(tmp_path / "src" / "train.py")) == "src/train.py"
    assert shown("/elsewhere/train.py") == "/elsewhere/train.py"
    assert shown("<stdin>") == "<stdin>"
