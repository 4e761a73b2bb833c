"""A plugin of pytest: writes down which claims held, and what else failed.

Examples run in several processes: what each proves travels on its report to the one
that writes.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest
import torch
from sybil.integration.pytest import SybilItem

from detach_examples.guard import claims, examples
from detach_examples.guard.shard import Shard

#: The environment variable that names the file to write.
OUT = "VERSIONS_OUT"
#: The one that names the part of the files to run, as ``2/4``.
SHARD = "VERSIONS_SHARD"
_PROVES = "proves"
_outcomes: dict[str, list[bool]] = defaultdict(list)
_failed: dict[str, str] = {}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Note which claims an example proves."""
    if isinstance(item, SybilItem):
        stated = examples.claims_of(item.path)
        line = item.example.line
        proves = [c.name for c in stated if c.proves(line)]
        item.user_properties.append((_PROVES, proves))


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave the files out that are for other machines."""
    if os.environ.get(SHARD):
        files = sorted({item.path for item in items})
        mine = {*Shard.read(os.environ[SHARD]).slice(files)}
        others = [item for item in items if item.path not in mine]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item.path in mine]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how an example ended."""
    if report.when != "call" and report.passed:
        return
    for name in dict(report.user_properties).get(_PROVES, []):
        _outcomes[name].append(report.passed)
    if report.failed:
        _failed[report.nodeid] = str(report.longrepr)[-500:]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the record of this version, where all reports have come together."""
    if hasattr(session.config, "workerinput"):
        return
    stated = {claim.name for claim in claims.claims(examples.ROOT)}
    record = {
        "torch": torch.__version__.partition("+")[0],
        "held": sorted(n for n in stated if _outcomes[n] and all(_outcomes[n])),
        "changed": dict(sorted(_failed.items())),
    }
    Path(os.environ[OUT]).write_text(json.dumps(record), encoding="utf-8")
