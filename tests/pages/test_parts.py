"""Proofs found on several machines are joined, or one clear error says what lacks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import parts
import projects
import pytest

from detach_examples.guard.shard import Shard


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The parts of three machines, found in a project."""
    projects.make(tmp_path)
    for number in (3, 1, 2):
        parts.write(tmp_path, "mutants", Shard(3, number), {f"lie {number}": ["claim"]})
    return tmp_path / "build/mutants"


def told(folder: Path) -> str:
    with pytest.raises(SystemExit) as ended:
        parts.read(folder.parents[1], "mutants", folder)
    return str(ended.value)


def test_all_parts_are_read_in_their_order(folder: Path) -> None:
    found = parts.read(folder.parents[1], "mutants", folder)
    assert found == [{f"lie {number}": ["claim"]} for number in (1, 2, 3)]


def test_a_part_that_is_missing_is_named(folder: Path) -> None:
    (folder / "2-of-3.json").unlink()
    assert told(folder) == f"{folder} lacks part 2/3: make mutants SHARD=2/3"


def test_a_folder_without_parts_is_named(folder: Path) -> None:
    shutil.rmtree(folder)
    assert told(folder).startswith(f"{folder} holds no parts: make mutants SHARD=1/4")


@pytest.mark.parametrize("text", ["", "{}", '{"shard": "4/3"}', '{"shard": 1}', "[]"])
def test_a_damaged_part_is_named(text: str, folder: Path) -> None:
    path = folder / "2-of-3.json"
    path.write_text(text)
    assert told(folder) == f"{path} is damaged: make it again, or remove it."


def test_a_part_of_other_sources_is_named(folder: Path) -> None:
    (folder.parents[1] / "docs/index.md").write_text("# Another page\n")
    path = folder / "1-of-3.json"
    assert told(folder) == f"{path} is of other sources: make mutants SHARD=1/3"


def test_a_part_that_is_there_twice_is_named(folder: Path) -> None:
    path = Path(shutil.copy(folder / "2-of-3.json", folder / "2-of-3-again.json"))
    first, second = sorted([path, folder / "2-of-3.json"])
    assert told(folder) == f"{second} is part 2/3, and so is another: remove one."


def test_parts_of_different_cuts_are_named(folder: Path) -> None:
    parts.write(folder.parents[1], "mutants", Shard(2, 1), {})
    cuts = "1/2, 1/3, 2/3, 3/3"
    assert told(folder) == f"{folder} holds parts of different cuts: {cuts}."


def test_what_was_found_does_not_make_a_part_foreign(folder: Path) -> None:
    """Joining writes the record that the ledger shows: a second join is the same."""
    root = folder.parents[1]
    before = parts.read(root, "mutants", folder)
    (root / "docs/_proofs.json").write_text(json.dumps({"lies": {}}))
    assert parts.read(root, "mutants", folder) == before
