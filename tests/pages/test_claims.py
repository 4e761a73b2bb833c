"""Nothing that looks like an example escapes the run; every claim has its proof."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sybil import Sybil

from detach_examples.guard import claims, examples, sessions
from detach_examples.guard.script import scripts

ROOT = examples.ROOT
PAGES = claims.pages(ROOT)
MODULES = sorted((ROOT / "src").rglob("*.py"))
SCRIPTS = [script.path for script in scripts(ROOT)]
READ_BY = {
    **dict.fromkeys(PAGES, examples.pages),
    **dict.fromkeys(MODULES, examples.docstrings),
    **dict.fromkeys(SCRIPTS, examples.gallery),
}
every_source = pytest.mark.parametrize(
    "path", READ_BY, ids=lambda p: p.relative_to(ROOT).as_posix()
)


def _prompts(text: str) -> int:
    return len(re.findall(r"^(?:# )?\s*>>> ", text, re.MULTILINE))


def _collected(sybil: Sybil, path: Path) -> int:
    """A prompt begins one example of doctest; code without prompts is none."""
    return sum(map(examples.is_prompt, sybil.parse(path).examples()))


@every_source
def test_every_prompt_of_a_source_is_run(path: Path) -> None:
    assert READ_BY[path].should_parse(path)
    assert _collected(READ_BY[path], path) == _prompts(path.read_text("utf-8"))


def test_no_prompt_stands_in_a_file_that_nobody_reads() -> None:
    made = ROOT / "docs/gallery"
    found = [
        path
        for folder in ("docs", "gallery")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and path.suffix in {".md", ".rst", ".py", ".txt", ".html"}
        and path not in READ_BY
        and made not in path.parents
        and _prompts(path.read_text("utf-8"))
    ]
    assert not found


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_command_of_a_terminal_session_is_run(path: Path) -> None:
    run = [
        exchange
        for example in examples.pages.parse(path).examples()
        if not examples.is_prompt(example)
        for exchange in sessions.exchanges(example.parsed)
    ]
    shown = re.findall(r"^\s*\$ ", path.read_text("utf-8"), re.MULTILINE)
    assert len(run) == len(shown)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_block_of_a_script_is_run(path: Path) -> None:
    (script,) = [s for s in scripts(ROOT) if s.path == path]
    run = [e for e in examples.gallery.parse(path) if not examples.is_prompt(e)]
    assert len(run) == sum(bool(block.code) for block in script.blocks)


CLAIMS = claims.claims(ROOT)


def test_the_claims_are_sound() -> None:
    assert not claims.faults(ROOT)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.name)
def test_a_claim_is_proven_by_what_is_run(claim: claims.Claim) -> None:
    path = ROOT / claim.file
    run = READ_BY[path].parse(path).examples()
    assert [example for example in run if claim.proves(example.line)]
