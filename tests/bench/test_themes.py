"""The bench of themes judges what a browser saw of each."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from loading import View

from bench import themes
from bench.pages import generate


def _seen(size: int, paint: float, foreign: int = 0) -> list[View]:
    return [
        View(size, 5, foreign, 0, (), each) for each in (paint, paint * 3, paint * 0.5)
    ]


def test_a_page_that_is_heavier_than_pytorch_s_misses() -> None:
    views = {
        themes.OURS: _seen(40_000, 200),
        themes.FURO: _seen(25_000, 100),
        themes.PYTORCH: _seen(20_000, 400, foreign=3),
    }
    found = {figure.name: figure for figure in themes.judged(views)}
    missed = [name for name, figure in found.items() if figure.missed]
    assert missed == ["first view: this project / PyTorch's theme"]
    assert found["first view: this project / stock furo"].value == 1.6
    assert found["this project: first view"].value == 40
    assert found["this project: first paint on a slow line"].value == 200
    assert found["PyTorch's theme: requests to other hosts"].value == 3


def test_another_theme_renders_the_very_pages(tmp_path: Path) -> None:
    root = tmp_path / "project"
    generate(root, 2)
    for number in (1, 2):
        page = root / f"docs/gallery/section_01/product_00{number}_is_detached.rst"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"Product {number}\n=========\n\nIt has words.\n")
    (root / "docs/gallery/index.rst").write_text(
        "All\n===\n\n.. toctree::\n   :glob:\n\n   */*\n"
    )
    site = themes._rendered(root, tmp_path / "furo", sys.executable, "furo")
    assert "It has words." in (site / themes._PAGE).read_text("utf-8")
    assert "furo.css" in (site / themes._PAGE).read_text("utf-8")


def test_a_theme_that_is_missing_is_told(tmp_path: Path) -> None:
    root = tmp_path / "project"
    generate(root, 1)
    shutil.copytree(root / "gallery", root / "docs/gallery")
    with pytest.raises(AssertionError, match="no theme named"):
        themes._rendered(root, tmp_path / "other", sys.executable, "nosuch")
