"""Collect every claim: prompts of pages and docstrings, blocks of scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from sybil.integration import pytest as collecting

from detach_examples.guard import examples, state
from detach_examples.guard.sessions import Terminal

pytest_collect_file = collecting.pytest_integration(*examples.ALL)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let ``-k`` find an example by the claim that it proves."""
    if isinstance(item, collecting.SybilItem) and item.path.is_relative_to(
        examples.ROOT
    ):
        line = item.example.line
        for claim in examples.claims_of(item.path):
            if claim.proves(line):
                item.extra_keyword_matches.add(claim.name)


@pytest.fixture(scope="module")
def fresh_torch() -> None:
    """Give each page the state that a script of the gallery gets."""
    state.reset()


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Give each page a shell of its own, beside the scripts that it shows."""
    scripts = Path(__file__).parent / "docs/_scripts"
    return Terminal(scripts, tmp_path_factory.mktemp("terminal"))
