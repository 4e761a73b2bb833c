"""Torch lies in one way at a time: the page that teaches the truth must object."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
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


def test_the_recorded_matrix_is_whole() -> None:
    """Every lie is caught, and every claim is broken by one or has a reason."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert set(record["lies"]) == set(LIES), "Type: make mutants"
    stated = {claim.name for claim in claims.claims(ROOT)}
    caught = {lie: told["caught"] for lie, told in record["lies"].items()}
    unknown = {claim for by in caught.values() for claim in by} - stated
    assert not unknown, "Type: make mutants"
    assert not faults(caught)
