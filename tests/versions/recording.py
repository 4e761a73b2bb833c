"""A plugin of pytest: writes down which claims held, and what else failed."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest
import torch
from sybil.integration.pytest import SybilItem

from detach_examples.guard import claims, examples

#: The environment variable that names the file to write.
OUT = "VERSIONS_OUT"
_proves: dict[str, list[str]] = {}
_outcomes: dict[str, list[bool]] = defaultdict(list)
_failed: dict[str, str] = {}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Note which claims an example proves."""
    if isinstance(item, SybilItem):
        stated = examples.claims_of(item.path)
        line = item.example.line
        _proves[item.nodeid] = [c.name for c in stated if c.proves(line)]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how an example ended."""
    if report.when != "call" and report.passed:
        return
    for name in _proves.get(report.nodeid, []):
        _outcomes[name].append(report.passed)
    if report.failed:
        _failed[report.nodeid] = str(report.longrepr)[-500:]


def pytest_sessionfinish() -> None:
    """Write the record of this version."""
    stated = {claim.name for claim in claims.claims(examples.ROOT)}
    record = {
        "torch": torch.__version__.partition("+")[0],
        "held": sorted(n for n in stated if _outcomes[n] and all(_outcomes[n])),
        "changed": dict(sorted(_failed.items())),
    }
    Path(os.environ[OUT]).write_text(json.dumps(record), encoding="utf-8")
