"""The comparison with other tools: a record, of which our own column is run again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import detach_examples

ROOT = Path(__file__).resolve().parents[2]
RECORD = json.loads((ROOT / "docs/_peers.json").read_text(encoding="utf-8"))
TOOLS: dict[str, dict[str, Any]] = RECORD["tools"]
CELLS = [
    pytest.param(tool["cells"][key], id=f"{name}: {key}")
    for name, tool in TOOLS.items()
    for key in tool["cells"]
]


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_has_an_answer_to_every_question(name: str) -> None:
    assert list(TOOLS[name]["cells"]) == list(RECORD["questions"])
    assert TOOLS[name]["how"]


@pytest.mark.parametrize("cell", CELLS)
def test_a_verdict_is_what_its_evidence_says(cell: dict[str, Any]) -> None:
    passed, lesser = cell["passed"], cell["lesser"]
    part = "partly" if passed or lesser else "no"
    assert cell["verdict"] == ("yes" if len(passed) == cell["of"] else part)
    assert cell["evidence"].startswith(f"{len(passed)} of {cell['of']}")
    for cuts in (passed, *lesser.values()):
        assert cuts == [cut for cut in RECORD["cuts"] if cut in cuts]
        assert len(cuts) <= cell["of"] <= len(RECORD["cuts"])


@pytest.mark.parametrize("name", [name for name in TOOLS if name != "explain"])
def test_a_tool_is_named_with_the_version_that_the_lock_has(name: str) -> None:
    lock = (ROOT / "requirements-bench.lock").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w-]+)==(\S+)", lock, re.MULTILINE))
    assert TOOLS[name]["version"] == pins[TOOLS[name]["package"]]
    assert RECORD["torch"] == pins["torch"]


def test_our_own_column_is_what_our_tool_says_now() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.peers", "--tool", "explain"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == TOOLS["explain"]
    assert TOOLS["explain"]["version"] == detach_examples.__version__
