"""The table of ways: each cell is what a probe finds, and a change is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from detach_examples.tools import probes, table
from detach_examples.tools.probes import PROBES
from detach_examples.tools.ways import WAYS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/which_tool.md").read_text("utf-8")


def _once(label: str, call: Callable[[], Any]) -> float:
    """Stands for a measurement: its figure is not frozen, so it need not be taken."""
    call()
    return 1.0


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "seconds", _once)


@pytest.fixture
def found() -> table.Outcomes:
    """What the probes find here and now."""
    return table.outcomes()


def test_every_cell_is_what_it_was(found: table.Outcomes) -> None:
    frozen = (ROOT / table.FROZEN).read_text("utf-8")
    assert table.changes(frozen, table.text(found)) == [], "Read it, then: make golden"


def test_a_cell_that_changes_is_named_with_what_it_was(
    found: table.Outcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = table.text(found)
    real = torch.Tensor.detach
    monkeypatch.setattr(torch.Tensor, "detach", lambda t: real(t).clone())
    told = table.changes(before, table.text(table.outcomes()))
    assert "detach, alias: was yes, is no" in told
    assert "detach, edit: was caught, is safe" in told


def test_a_new_cell_and_a_lost_one_are_named() -> None:
    told = table.changes("a, b: yes\nc, d: no\n", "a, b: yes\ne, f: no\n")
    assert told == ["e, f: was not asked, is no", "c, d: was no, is not asked"]


def test_every_probe_is_shown_and_asks_a_question() -> None:
    assert re.findall(r"^```\{probe\} (\w+)$", PAGE, re.M) == [*PROBES]
    assert all(
        (probe.__doc__ or "").rstrip().endswith("?") for probe in PROBES.values()
    )


def test_every_way_has_its_use() -> None:
    uses = PAGE.split("## When to use each")[1].split("\n## ")[0]
    assert len(re.findall(r"^\| (?!Way|---)", uses, re.M)) == len(WAYS)


def test_the_ways_that_stop_nothing_are_counted(found: table.Outcomes) -> None:
    none = [way for way, cells in found.items() if cells["stops"] == "no"]
    assert none == ["clone", "eval"]
    assert "two of those below stop nothing" in PAGE
