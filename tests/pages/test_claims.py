"""Nothing that looks like an example escapes the run."""

from __future__ import annotations

import doctest
import importlib.util
import re
from pathlib import Path

import pytest
from sybil import Sybil

from detach_examples.guard import sessions

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
]
MODULES = sorted((ROOT / "src").rglob("*.py"))


def _collectors() -> tuple[Sybil, Sybil]:
    spec = importlib.util.spec_from_file_location("root_conftest", ROOT / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages, module.docstrings


def _prompts(text: str) -> int:
    return len(re.findall(r"^\s*>>> ", text, re.MULTILINE))


def _collected(sybil: Sybil, path: Path) -> int:
    """A prompt begins one example of doctest; code without prompts is none."""
    examples = sybil.parse(path).examples()
    return sum(isinstance(example.parsed, doctest.Example) for example in examples)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_every_prompt_of_a_page_is_run(path: Path) -> None:
    pages, _ = _collectors()
    assert _collected(pages, path) == _prompts(path.read_text("utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_every_prompt_of_a_docstring_is_run(path: Path) -> None:
    _, docstrings = _collectors()
    assert _collected(docstrings, path) == _prompts(path.read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_every_command_of_a_terminal_session_is_run(path: Path) -> None:
    pages, _ = _collectors()
    run = [
        exchange
        for example in pages.parse(path).examples()
        if not isinstance(example.parsed, doctest.Example)
        for exchange in sessions.exchanges(example.parsed)
    ]
    shown = re.findall(r"^\s*\$ ", path.read_text("utf-8"), re.MULTILINE)
    assert len(run) == len(shown)


def test_the_collected_files_are_those_on_disk() -> None:
    pages, docstrings = _collectors()
    assert all(pages.should_parse(path) for path in PAGES)
    assert all(docstrings.should_parse(path) for path in MODULES)


def test_no_prompt_hides_in_a_script_or_a_deep_page() -> None:
    places = [*ROOT.glob("gallery/**/*"), *ROOT.glob("docs/*/*.md")]
    found = [
        path
        for path in places
        if path.is_file()
        and "docs/gallery" not in path.as_posix()
        and _prompts(path.read_text("utf-8"))
    ]
    assert not found
