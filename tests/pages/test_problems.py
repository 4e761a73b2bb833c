"""The problems: every verdict is what it was, and none gives itself away."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import torch

from detach_examples.guard.golden import Unsound
from detach_examples.quiz import frozen, reading, verdict
from detach_examples.quiz.problem import KINDS
from detach_examples.quiz.verdict import PARTS, Judged

ROOT = Path(__file__).resolve().parents[2]
FROZEN = ROOT / frozen.FROZEN


def _all() -> dict[str, list[Judged]]:
    return {part: verdict.judged(ROOT, part) for part in PARTS}


def _text(found: dict[str, list[Judged]]) -> str:
    return "".join(frozen.text(part, judged) for part, judged in found.items())


@pytest.fixture(scope="module")
def found() -> dict[str, list[Judged]]:
    """What every option does here and now."""
    return _all()


def test_every_verdict_is_what_it_was(found: dict[str, list[Judged]]) -> None:
    told = frozen.changes(FROZEN.read_text("utf-8"), _text(found))
    assert told == "", "Read it, then: make golden"


def test_a_second_run_finds_the_same(found: dict[str, list[Judged]]) -> None:
    assert frozen.changes(_text(found), _text(_all())) == ""


def _one(name: str, part: str = "challenge") -> Path:
    return ROOT / reading.FOLDER / part / f"{name}.toml"


def test_a_detach_that_copies_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice that was wrong for its memory alone becomes right beside the other."""
    real = torch.Tensor.detach
    monkeypatch.setattr(torch.Tensor, "detach", lambda t: real(t).clone())
    told = "2 options are right: y.detach"
    with pytest.raises(Unsound, match=told):
        verdict.judge(reading.read(_one("copy_to_edit", "try"), ROOT))
    printed = verdict.judge(reading.read(_one("two_backwards"), ROOT))
    assert frozen.text("challenge", [printed]) in FROZEN.read_text("utf-8")


def test_a_detach_that_cuts_nothing_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.Tensor, "detach", lambda t: t * 1)
    with pytest.raises(Unsound, match="No option is right"):
        verdict.judge(reading.read(_one("stop_one_path", "try"), ROOT))
    flipped = frozen.text(
        "challenge", [verdict.judge(reading.read(_one("two_backwards"), ROOT))]
    )
    assert "right: tensor(12.)" in flipped
    assert "wrong: tensor(9.)" in flipped
    assert "right: tensor(9.)" in FROZEN.read_text("utf-8")
    assert flipped not in FROZEN.read_text("utf-8")


def test_another_goal_flips_a_verdict_and_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / reading.FOLDER / "challenge/running_total.toml"
    path.parent.mkdir(parents=True)
    text = _one("running_total").read_text("utf-8")
    path.write_text(text.replace("saved.bytes == 0", "saved.bytes == 1200"))
    with pytest.raises(Unsound, match="3 options are right"):
        verdict.judged(tmp_path, "challenge")


def test_a_page_has_the_problems_that_it_promises(
    found: dict[str, list[Judged]],
) -> None:
    levels = Counter(judged.problem.level for judged in found["try"])
    assert levels == {"easy": 1, "medium": 1, "hard": 3}
    assert all(judged.problem.mistakes for judged in found["try"])
    kinds = Counter(judged.problem.kind for judged in found["challenge"])
    assert len(found["challenge"]) >= 12
    assert set(kinds) == set(KINDS) - {"fill"}
    assert min(kinds.values()) >= 2
    names = [j.problem.name for judged in found.values() for j in judged]
    assert len(set(names)) == len(names)


def test_neither_place_nor_length_gives_an_answer_away(
    found: dict[str, list[Judged]],
) -> None:
    every = [judged for part in PARTS for judged in found[part]]
    places, longest, shortest = Counter(), 0, 0
    for judged in every:
        sizes = [len(answer.option.shown) for answer in judged.answers]
        (right,) = (i for i, answer in enumerate(judged.answers) if answer.right)
        places[right] += 1
        longest += sizes[right] == max(sizes)
        shortest += sizes[right] == min(sizes)
    most = len(every) / 2
    assert len(places) == 4
    assert max(places.values()) < most
    assert longest < most
    assert shortest < most


def test_three_attempts_do_not_exhaust_the_options(
    found: dict[str, list[Judged]],
) -> None:
    for part in PARTS:
        for judged in found[part]:
            assert len(judged.answers) > 3, judged.problem.name


_NUMBER = re.compile(r"(?<![\w./])\d+(?:\.\d+)?")


def _figures(text: str) -> set[float]:
    return {float(number) for number in _NUMBER.findall(text)}


def test_a_number_in_a_problem_s_words_is_one_that_it_runs_or_prints(
    found: dict[str, list[Judged]],
) -> None:
    for judged in (j for part in PARTS for j in found[part]):
        told = judged.problem
        words = [told.question, *told.hints, *told.mistakes]
        words += [answer.option.why for answer in judged.answers]
        shown = [a.option.shown for a in judged.answers]
        ran = [told.program, told.goal, *(a.outcome.said for a in judged.answers)]
        stated = _figures(" ".join(words))
        made = _figures(" ".join([*ran, *shown])) | {0.0, 1.0, 2.0}
        assert stated - made == set(), told.name


def test_code_is_as_narrow_as_on_other_pages(found: dict[str, list[Judged]]) -> None:
    for judged in (j for part in PARTS for j in found[part]):
        told = judged.problem
        programs = [told.program, told.goal]
        programs += [answer.option.proof for answer in judged.answers]
        wide = [r for p in programs for r in p.splitlines() if len(r) > 72]
        assert wide == [], told.name
