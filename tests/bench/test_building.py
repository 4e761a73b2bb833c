"""The bench of builds compares what it says, on a project small enough to watch."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import building
from bench.pages import generate, name_of

_COUNT = 3


def test_each_way_builds_every_page(tmp_path: Path) -> None:
    root = tmp_path / "project"
    generate(root, _COUNT)
    assert building.build(root) == _COUNT
    assert building.build(root) == 0
    assert building._change_one(root) == 1
    page = root / f"build/html/gallery/section_01/{name_of(2)}.html"
    assert "tensor(2.)" in page.read_text("utf-8")
    # Each checks for itself that it made all pages.
    assert building._stock(root) > 0
    assert building._floor(root) > 0


def test_the_ratios_are_those_of_the_rounds() -> None:
    ours = {25: [5.0], 100: [10.0], 200: [20.0, 10.0, 20.0], 400: [44.0]}
    stock = {n: [4.5 * s for s in times] for n, times in ours.items()}
    floor = {n: [s / 1.25 for s in times] for n, times in ours.items()}
    seconds = {building.OURS: ours, building.STOCK: stock, building.FLOOR: floor}
    unchanged = {25: 1.0, 100: 1.1, 200: 1.2, 400: 1.6}
    changed = dict.fromkeys(building.COUNTS, 1)
    figures = [*building.judged(seconds, unchanged, changed)]
    limited = [figure for figure in figures if figure.limit is not None]
    wanted = [4.5, 1.25, 1.1, 1.6, 1]
    assert [figure.value for figure in limited] == pytest.approx(wanted)
    assert [figure.missed for figure in limited] == [False] * 3 + [True, False]
