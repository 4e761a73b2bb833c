"""Which option is right is found by running them; a file cannot say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from detach_examples.guard.golden import Unsound
from detach_examples.quiz import frozen, reading, run, verdict

Write = Callable[..., Path]
TURNED = ("item() == 3", "item() == 6")


def _judged(path: Path) -> dict[str, bool]:
    found = verdict.judge(reading.read(path, path.parents[4]))
    return {answer.option.shown: answer.right for answer in found.answers}


def test_the_option_that_reaches_the_goal_is_right(write: Write) -> None:
    assert _judged(write()) == {"x.detach()": True, "x.clone()": False, "x": False}


def test_verdicts_are_the_same_when_brought_from_another_machine(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write().parents[4]
    found = verdict.judged(root, "try")
    told = json.loads(json.dumps(verdict.told(found)))
    monkeypatch.setattr(run, "run", None)  # nothing runs
    assert verdict.recalled(root, "try", told) == found


def test_two_right_options_are_refused(write: Write) -> None:
    with pytest.raises(Unsound, match="2 options are right: ") as refused:
        _judged(write(TURNED))
    assert "x.clone()" in refused.value.fault.what
    assert refused.value.fault.do.startswith("Change the goal")


def test_no_right_option_is_refused(write: Write) -> None:
    with pytest.raises(Unsound, match="No option is right"):
        _judged(write(("item() == 3", "item() == 4")))


def test_an_option_that_is_no_python_is_refused_at_its_line(write: Write) -> None:
    with pytest.raises(Unsound, match="This is no Python") as refused:
        _judged(write(('code = "x"', 'code = "x)"')))
    assert refused.value.fault.line == 25


def test_an_option_that_never_ends_is_refused_at_its_line(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPT_LIMIT", "0.5")
    endless = 'code = "[0 for _ in iter(int, 1)]"'
    with pytest.raises(Unsound, match="still ran after its limit") as refused:
        _judged(write(('code = "x"', endless)))
    assert refused.value.fault.line == 25


PREDICT = """title = "t"
kind = "predict"
level = "easy"
question = "q"
program = "print(1)\\nprint(2)"
hints = ["h"]

[[options]]
text = "1"
why = "w"

[[options]]
text = '''
1
2
'''
why = "w"

[[options]]
text = "2"
why = "w"
"""


def test_a_prediction_is_right_when_it_is_what_is_printed(write: Write) -> None:
    assert _judged(write(text=PREDICT)) == {"1": False, "1\n2": True, "2": False}


CONCEPT = """title = "t"
kind = "concept"
level = "easy"
question = "q"
program = "x = 1"
hints = ["h"]

[[options]]
text = "One"
proof = "x == 1"
why = "w"

[[options]]
text = "Two"
proof = "x += 1\\nx == 3"
why = "w"

[[options]]
text = "Three"
proof = "x > 3"
why = "w"
"""


def test_a_statement_is_right_when_its_proof_is_true(write: Write) -> None:
    path = write(text=CONCEPT)
    assert _judged(path) == {"One": True, "Two": False, "Three": False}


@pytest.mark.parametrize("proof", ["x", "x.grad", "x = 3"])
def test_a_proof_that_is_neither_true_nor_false_is_refused(
    proof: str, write: Write
) -> None:
    with pytest.raises(Unsound, match="This proof ends in ") as refused:
        _judged(write(("x > 3", proof), text=CONCEPT))
    assert refused.value.fault.line == 18


BUG = """title = "t"
kind = "bug"
level = "easy"
question = "q"
program = "x = 1\\ny = x"
goal = "assert y == 2"
hints = ["h"]

[[options]]
replace = "x = 1"
code = "x = 2"
why = "w"

[[options]]
replace = "y = x"
code = "y = 1"
why = "w"

[[options]]
replace = "y = x"
code = "y = None"
why = "w"
"""


def test_the_change_that_mends_the_program_is_right(write: Write) -> None:
    assert _judged(write(text=BUG)) == {
        "x = 2": True,
        "y = 1": False,
        "y = None": False,
    }


def test_a_program_that_needs_no_mending_is_refused(write: Write) -> None:
    changes = ("x = 1\\n", "x = 2\\n"), ('"x = 1"', '"x = 2"')
    with pytest.raises(Unsound, match="reaches its goal as it stands"):
        _judged(write(*changes, text=BUG))


def test_renewing_writes_what_every_option_did(write: Write) -> None:
    path = write()
    root = path.parents[4]
    (root / frozen.FROZEN).parent.mkdir(parents=True)
    told = frozen.renew(root)
    assert "+  right: x.detach()\n+    tensor(3.)\n" in told
    assert "+    misses: assert x.grad.item() == 3\n" in told
    assert frozen.renew(root) == ""


def test_a_project_without_problems_freezes_nothing(tmp_path: Path) -> None:
    assert frozen.renew(tmp_path) == ""
    assert not (tmp_path / frozen.FROZEN).exists()
