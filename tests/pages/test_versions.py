"""The claims were proven on the versions of torch that the ledger names."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import torch
from versions import __main__ as versions

from detach_examples.guard import claims

ROOT = Path(__file__).resolve().parents[2]
RECORD = json.loads((ROOT / "docs/_proofs.json").read_text("utf-8"))
STATED = {claim.name for claim in claims.claims(ROOT)}


def test_every_claim_held_on_every_version_that_was_tried() -> None:
    assert len(RECORD["versions"]) >= 2
    for version, told in RECORD["versions"].items():
        assert set(told["held"]) == STATED, f'Type: make matrix TORCH="{version}"'
        assert not told["changed"]


def test_the_version_at_hand_and_the_oldest_we_allow_were_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (wanted,) = [d for d in project["dependencies"] if d.startswith("torch")]
    oldest = re.search(r">=([\d.]+)", wanted)
    assert oldest is not None
    tried = [*RECORD["versions"]]
    assert tried[0].startswith(oldest[1])
    assert torch.__version__.partition("+")[0] in tried


@pytest.mark.parametrize("asked", [[], ["new"], ["2.13.0", "2.x"]])
def test_what_is_no_version_is_refused(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert versions.main(asked) == 2
    assert "is no version of torch" in capsys.readouterr().out


def test_versions_are_kept_in_order_and_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "proofs.json"
    path.write_text('{"versions": {"2.9.1": {"held": ["a"], "changed": {}}}, "x": 1}')
    monkeypatch.setattr(versions, "RECORD", path)
    versions.keep({"2.10.0": {"torch": "2.10.0", "held": [], "changed": {"b": "c"}}})
    kept = json.loads(path.read_text("utf-8"))
    assert [*kept["versions"]] == ["2.9.1", "2.10.0"]
    assert kept["versions"]["2.10.0"] == {"held": [], "changed": {"b": "c"}}
    assert kept["x"] == 1


def test_what_parts_found_is_joined_by_version() -> None:
    rows = [
        {"2.13.0": {"held": ["c", "a"], "changed": {"y": "1"}}},
        {"2.13.0": {"held": ["b"], "changed": {"x": "2"}}},
    ]
    assert versions.joined(rows) == {
        "2.13.0": {"held": ["a", "b", "c"], "changed": {"x": "2", "y": "1"}}
    }
