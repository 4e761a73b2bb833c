"""The run of mutations asks tests of each module, and leaves out what cannot show."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from mutations import __main__ as command
from mutations.chosen import judges_of
from mutations.session import Mutant, Session, table

ROOT = Path(__file__).resolve().parents[2]
_TABLES = """
CREATE TABLE work_items (job_id);
CREATE TABLE work_results (job_id, test_outcome, diff);
CREATE TABLE mutation_specs (job_id, module_path, operator_name, occurrence,
  start_pos_row, start_pos_col, end_pos_row, end_pos_col, definition_name);
"""


def test_each_module_has_tests_to_ask() -> None:
    for module in sorted((ROOT / "src/detach_examples").glob("*/*.py")):
        fast, *more = judges_of(ROOT, module)
        assert (ROOT / fast[0]) == module
        assert len(fast) > 1 or more, module


def test_a_module_is_judged_by_what_imports_it() -> None:
    fast, slow, _ = judges_of(ROOT, ROOT / "src/detach_examples/site/navigation.py")
    assert "tests/site/test_navigation.py" in fast + slow
    fast, *_ = judges_of(ROOT, ROOT / "src/detach_examples/explain/verdict.py")
    assert {"tests/explain/test_verdict.py", "tests/explain/test_report.py"} < {*fast}


def test_a_module_is_judged_by_the_tests_of_those_that_import_it() -> None:
    *_, others = judges_of(ROOT, ROOT / "src/detach_examples/site/forms.py")
    assert "tests/site/test_problems.py" in others


def test_what_tests_a_command_judges_its_modules_last() -> None:
    module = ROOT / "src/detach_examples/practice/progress.py"
    assert judges_of(ROOT, module)[-1][-1] == "tests/practice"


class _Drawn(Session):
    """A session whose list is written by hand, so that it needs no program."""

    def __init__(self, place: Path, spans: list[tuple[int, int, int, int]]) -> None:
        self.place, self._file = place, place / "session.sqlite"
        with sqlite3.connect(self._file) as held:
            held.executescript(_TABLES)
            for job, span in enumerate(spans):
                held.execute("INSERT INTO work_items VALUES (?)", (job,))
                row = (job, "one.py", "an/Operator", 0, *span, "")
                held.execute(
                    "INSERT INTO mutation_specs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row
                )

    def left(self) -> list[int]:
        with sqlite3.connect(self._file) as held:
            return [row[0] for row in held.execute("SELECT job_id FROM work_items")]

    def judge(self, job: int, outcome: str) -> None:
        with sqlite3.connect(self._file) as held:
            row = (job, outcome, "a diff")
            held.execute("INSERT INTO work_results VALUES (?, ?, ?)", row)


def _session(place: Path) -> _Drawn:
    (place / "one.py").write_text(
        "def f(a: int | None) -> int | str:\n    return a | 2\n"
    )
    return _Drawn(
        place, [(1, 13, 1, 14), (1, 28, 1, 29), (2, 13, 2, 14), (2, 15, 2, 16)]
    )


def test_what_tells_a_type_is_not_changed(tmp_path: Path) -> None:
    session = _session(tmp_path)
    assert session.draw(0, 10, 0, 1) == 2
    assert session.left() == [2, 3]


def test_parts_share_what_was_drawn(tmp_path: Path) -> None:
    parts = []
    for part in (0, 1):
        place = tmp_path / str(part)
        place.mkdir()
        session = _session(place)
        session.draw(7, 10, part, 2)
        parts += session.left()
    assert sorted(parts) == [2, 3]


def test_a_sample_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    drawn = []
    for number in (0, 1):
        place = tmp_path / str(number)
        place.mkdir()
        session = _session(place)
        session.draw(3, 1, 0, 1)
        drawn.append(session.left())
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 1


def test_only_what_survived_is_told_as_survived(tmp_path: Path) -> None:
    session = _session(tmp_path)
    session.draw(0, 10, 0, 1)
    session.judge(2, "TestOutcome.SURVIVED")
    session.judge(3, "TestOutcome.KILLED")
    found = [*session.found()]
    assert [mutant.survived for mutant in found] == [True, False]
    assert found[0] == Mutant("one.py", 2, "an/Operator", True, "a diff")
    (row,) = table(found)
    assert row.split() == ["one.py", "2", "1"]


@pytest.mark.parametrize(("survived", "status"), [(3, 0), (4, 1)])
def test_too_many_changes_that_no_test_noticed_are_an_error(
    survived: int,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept = {}
    monkeypatch.setattr(
        command.tables, "keep", lambda _root, name, found: kept.update({name: found})
    )
    mutants = [
        Mutant("one.py", 2, "an/Operator", number < survived, f"a diff {number}")
        for number in range(20)
    ]
    assert command.told(mutants) == status
    told = capsys.readouterr().out
    assert f"a diff {survived - 1}\n" in told
    assert f"a diff {survived}" not in told
    assert [each.value for each in kept["mutations"]] == [1 - survived / 20, 20]
