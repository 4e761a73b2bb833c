"""The words fit one parameter and several, code and plain names."""

from __future__ import annotations

import pytest

from detach_examples.explain.cuts import KINDS
from detach_examples.explain.verdict import Cause, Parameter
from detach_examples.explain.wording import advice, claim, verb


def cause(effect: str, kind: str) -> Cause:
    return Cause(effect, kind, kind, "train.py", 4, "")


@pytest.mark.parametrize(
    ("status", "count", "said"),
    [
        (
            "unreached",
            1,
            "has no gradient, it is unreached: read, but nothing made from"
            " it reaches the loss",
        ),
        (
            "unreached",
            2,
            "have no gradient, they are unreached: read, but nothing made"
            " from them reaches the loss",
        ),
        ("frozen", 2, "are frozen: requires_grad is False"),
        ("flows", 2, "have gradients"),
    ],
)
def test_a_claim_is_about_so_many(status: str, count: int, said: str) -> None:
    assert claim(Parameter("w", status), count) == said


def test_a_claim_with_a_cause_leaves_the_why_to_it() -> None:
    cut = Parameter("w", "cut", [cause("cut", "detach")])
    flows = Parameter("w", "flows", [cause("partial", "detach")])
    assert claim(cut, 1) == "has no gradient"
    assert claim(flows, 1) == "has a gradient, and another path is cut"


def test_each_effect_has_a_verb() -> None:
    verbs = {verb(cause(effect, "detach")) for effect in ("cut", "partial", "zero")}
    assert len(verbs) == 3


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("detach", ".detach() "), ("deepcopy", "A deep copy "), ("no_grad", "no_grad ")],
)
def test_advice_begins_with_a_capital_or_with_code(kind: str, begins: str) -> None:
    said, order = advice(cause("cut", kind))
    assert said.startswith(begins)
    assert order == KINDS[kind].remedy
    assert advice(cause("partial", kind)) == [said]
