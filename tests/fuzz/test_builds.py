"""Damaged scripts and pages, built in batches until each has a verdict of its own."""

from __future__ import annotations

import math
import os
import shutil
from pathlib import Path

import projects
import pytest

from . import damage, material
from .trial import Trial

#: How many cases are tried, and how many of them in one project.
CASES, BATCH = int(os.environ.get("FUZZ_CASES") or 40), 40
_SEED, _, _ONE = (os.environ.get("FUZZ_SEED") or "0").partition("/")
_BATCHES = [int(_ONE)] if _ONE else [*range(math.ceil(CASES / BATCH))]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built project in which every source can stand."""
    root = tmp_path_factory.mktemp("sound") / "project"
    material.project(root)
    done = projects.build(root)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return root


@pytest.mark.parametrize("batch", _BATCHES)
def test_no_damage_crashes_or_hides(batch: int, sound: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(sound, root)
    first = int(_SEED) * 1_000_000 + batch * BATCH
    count = BATCH if _ONE else min(BATCH, CASES - batch * BATCH)
    trial = Trial(root, damage.drawn(first, first + count))
    trial.run()
    print(f"{count} cases: {len(trial.refused)} refused, {trial.builds} builds")
    if trial.wrong:
        again = f"Again: FUZZ_SEED={_SEED}/{batch} make fuzz"
        pytest.fail("\n\n".join([*trial.wrong, again]), pytrace=False)


def test_the_sources_are_sound(sound: Path, tmp_path: Path) -> None:
    """What is refused is refused for its damage: here nothing was done."""
    root = tmp_path / "project"
    shutil.copytree(sound, root)
    some = material.sources()[::12]
    cases = {
        number: damage.Case(each, ("nothing",), "damaged_NUMBER", each.text.encode())
        for number, each in enumerate(some)
    }
    trial = Trial(root, cases)
    trial.run()
    assert trial.refused == {}
    assert trial.wrong == []


def test_a_case_is_the_same_in_each_process() -> None:
    assert damage.drawn(0, 12) == damage.drawn(0, 12)
    assert len({str(case) for case in damage.drawn(0, 12).values()}) == 12
