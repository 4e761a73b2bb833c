"""The deep dive sends to sources that hold what it names, and draws its own code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from detach_examples.site import reading

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/learn/deep_dive.md").read_text("utf-8")
PACKAGE = Path(torch.__file__).parent
SOURCES = [part for part in TEXT.split("\n\n") if part.startswith("**Source.**")]
_FILE = re.compile(r"`([\w/]+\.(?:h|py))`")
_NOTE = re.compile(r'the note "([^"]+)"')
_NAME = re.compile(r"`(\w+_\w+|[A-Z]\w+|SavedVariable result_)`")


def _installed(name: str) -> Path:
    above = PACKAGE / "include" if name.endswith(".h") else PACKAGE.parent
    return above / name


def test_each_step_names_a_source() -> None:
    steps = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:-1]
    assert len(steps) == 7
    assert [step.count("**Source.**") for step in steps] == [1] * 7
    assert all("**Predict.**" in step and "**Notice.**" in step for step in steps)


@pytest.mark.parametrize("name", sorted(set(_FILE.findall("\n".join(SOURCES)))))
def test_a_named_source_is_installed(name: str) -> None:
    assert _installed(name).is_file()


@pytest.mark.parametrize("paragraph", SOURCES, ids=range(1, len(SOURCES) + 1))
def test_a_source_has_the_notes_and_names_that_the_page_sends_to(
    paragraph: str,
) -> None:
    held = "".join(_installed(n).read_text("utf-8") for n in _FILE.findall(paragraph))
    told = _NOTE.findall(paragraph) + _NAME.findall(paragraph)
    assert [name for name in told if name not in held] == []


def test_the_note_on_shapes_is_not_what_the_code_does() -> None:
    header = _installed("c10/core/TensorImpl.h").read_text("utf-8")
    assert "those changes to the" in header
    setter = header.partition("void set_allow_tensor_metadata_change(")[2]
    assert "allow_tensor_metadata_change_ = true;" in setter.partition("}")[0]


def test_the_note_on_views_calls_detach_a_view_of_forward_mode() -> None:
    header = _installed("torch/csrc/autograd/variable.h").read_text("utf-8")
    assert "views (only detach for now)" in header


@pytest.mark.parametrize("script", ["deep_dive.py", "deep_dive_views.py"])
def test_what_is_drawn_is_what_the_page_runs(script: str) -> None:
    code = (ROOT / "docs/_scripts" / script).read_text("utf-8")
    lines = [line.strip() for line in code.splitlines()]
    traced = [line for line in lines if line.startswith(("x =", "root =", "alias ="))]
    assert len(traced) == 3
    assert [line for line in traced if f">>> {line}\n" not in TEXT] == []
    assert f"```{{drawn}} {script}\n```" in TEXT


def test_the_page_takes_a_quarter_of_an_hour(site: Path) -> None:
    assert 13 <= reading.minutes(site / "learn/deep_dive.html") <= 15
