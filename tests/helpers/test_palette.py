from __future__ import annotations

import re
import runpy
from itertools import pairwise
from pathlib import Path

import pytest

from detach_examples.palette import COLOURS, style_sheet, variable

ROOT = Path(__file__).resolve().parents[2]
STYLE = (ROOT / "docs/_static/style.css").read_text("utf-8")
#: furo's page and code backgrounds.
BACKGROUNDS = {"light": ("#ffffff", "#f2f2f2"), "dark": ("#131416", "#202020")}
HEX = r"#[0-9a-f]{3,8}\b"


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(colour[i:j], 16) / 255 for i, j in pairwise((1, 3, 5, 7))]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    low, high = sorted(map(luminance, (a, b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", BACKGROUNDS)
@pytest.mark.parametrize("name", [name for name in COLOURS if name != "faint"])
def test_a_colour_stands_out_from_page_and_code(name: str, mode: str) -> None:
    page, code = (contrast(getattr(COLOURS[name], mode), b) for b in BACKGROUNDS[mode])
    assert page >= 5
    assert code >= 4.5


def test_no_two_meanings_have_one_colour() -> None:
    for mode in BACKGROUNDS:
        assert len({getattr(c, mode) for c in COLOURS.values()}) == len(COLOURS)


def test_every_colour_is_defined_for_each_mode_and_for_paper() -> None:
    rules = style_sheet()
    for name, colour in COLOURS.items():
        values = re.findall(rf"--de-{name}: ({HEX});", rules)
        assert values == [colour.light, colour.dark, colour.dark, colour.light]


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    assert not re.findall(rf"{HEX}|\b(?:rgb|hsl)a?\(", STYLE, re.IGNORECASE)


def test_the_style_sheet_uses_only_colours_that_exist() -> None:
    used = set(re.findall(r"var\(--de-\w+\)", STYLE))
    assert used
    assert used <= {variable(name) for name in COLOURS}


def test_the_theme_has_the_palette_s_accent() -> None:
    options = runpy.run_path(str(ROOT / "conf.py"))["html_theme_options"]
    for mode in ("light", "dark"):
        used = set(options[f"{mode}_css_variables"].values())
        assert used == {getattr(COLOURS["tracked"], mode)}
