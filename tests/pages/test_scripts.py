"""Each script of the gallery is well made.  That it prints what it printed is
tested block by block: ``pytest gallery``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from detach_examples.guard import golden, lint
from detach_examples.guard.script import Script, scripts

ROOT = Path(__file__).resolve().parents[2]
every_script = pytest.mark.parametrize("script", scripts(ROOT), ids=lambda s: s.page)


@every_script
def test_a_script_is_well_made(script: Script) -> None:
    found = lint.check(script, lint.MUST + lint.STYLE)
    assert not found, "\n".join(map(str, found))


def test_no_frozen_output_is_left_over() -> None:
    known = {golden.frozen(ROOT, script) for script in scripts(ROOT)}
    assert set((ROOT / "tests/golden").rglob("*.txt")) == known


def test_the_gallery_is_whole() -> None:
    found = lint.check_gallery(ROOT, lint.MUST + lint.STYLE)
    assert not found, "\n".join(map(str, found))


SEED = [
    "first_steps/detach_leaves_the_graph",
    "first_steps/detach_turns_tracking_off",
    "first_steps/operations_after_detach_are_untracked",
    "first_steps/detach_without_grad_is_harmless",
    "first_steps/backward_on_detached_raises",
    "first_steps/detach_shares_memory",
    "first_steps/detach_costs_the_same_at_any_size",
    "first_steps/detach_releases_the_graph",
    "pitfalls/gradient_stops_at_detach",
    "patterns/use_a_value_without_training_it",
    "patterns/tensor_to_numpy",
    "patterns/freeze_part_of_a_network",
    "patterns/log_without_holding_the_graph",
    "patterns/inference_without_tracking",
]


def test_every_row_of_the_seed_lesson_has_its_page() -> None:
    assert set(SEED) <= {script.page for script in scripts(ROOT)}
