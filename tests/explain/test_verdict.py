"""A verdict is plain data, and comes back from it."""

from __future__ import annotations

from detach_examples.explain.verdict import Cause, Parameter


def test_a_verdict_survives_as_plain_data() -> None:
    cause = Cause("cut", "detach", "detach", "train.py", 3, "x.detach()")
    verdict = Parameter("w", "cut", [cause], False, "a note")
    assert Parameter.of(verdict.data()) == verdict
    assert verdict.data()["causes"][0]["kind"] == "detach"
