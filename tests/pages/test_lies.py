"""Torch lies in one way at a time: the page that teaches the truth must object."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import parts
import pytest
from lies import __main__ as lies
from lies import mutants
from lies.__main__ import RECORD, faults
from lies.table import LIES

from detach_examples.guard import claims

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def taught() -> dict[str, dict[str, str]]:
    """What each lie's own page says to it; told in a process that may fork."""
    done = subprocess.run(
        [sys.executable, "-m", "lies.telling", "--taught"],
        cwd=ROOT / "tests",
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, dict[str, str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_noticed_where_the_truth_is_taught(
    name: str, taught: dict[str, dict[str, str]]
) -> None:
    assert taught[name]


def test_lies_told_on_two_machines_are_judged_as_on_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What each finds is taken from the record; the record is then the same."""
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))["lies"]
    copy = shutil.copy(RECORD, tmp_path / "proofs.json")
    asked: list[str] = []

    def told(names: list[str]) -> dict[str, list[str]]:
        asked.extend(names)
        return {name: recorded[name]["caught"] for name in names}

    monkeypatch.setattr(lies, "told", told)
    monkeypatch.setattr(lies, "RECORD", copy)
    monkeypatch.setattr(parts, "folder", lambda *_: tmp_path / "parts")
    for shard in ("1/2", "2/2"):
        assert lies.main(["--shard", shard]) == 0
    assert sorted(asked) == sorted(LIES)
    whole = json.loads(copy.read_text(encoding="utf-8"))
    copy.write_text(json.dumps(whole | {"lies": {}}), encoding="utf-8")
    assert lies.main(["--parts", str(tmp_path / "parts")]) == 0
    assert copy.read_bytes() == RECORD.read_bytes()


def test_who_objects_is_read_from_reports_of_other_processes() -> None:
    objections = lies.Objections()
    for when, found in (("setup", {}), ("call", {"claim": "AssertionError"})):
        report = pytest.TestReport(
            "mutants.py::test[a lie]",
            ("mutants.py", 0, "test"),
            {},
            "passed",
            None,
            when,  # type: ignore[arg-type]  # one of three words
            user_properties=[(mutants.FOUND, ("a lie", found))],
        )
        objections.pytest_runtest_logreport(report)
    assert objections.found == {"a lie": {"claim": "AssertionError"}}


def test_the_recorded_matrix_is_whole() -> None:
    """Every lie is caught, and every claim is broken by one or has a reason."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert set(record["lies"]) == set(LIES), "Type: make mutants"
    stated = {claim.name for claim in claims.claims(ROOT)}
    caught = {lie: told["caught"] for lie, told in record["lies"].items()}
    unknown = {claim for by in caught.values() for claim in by} - stated
    assert not unknown, "Type: make mutants"
    assert not faults(caught)
