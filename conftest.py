"""Collect every claim: prompts in pages, in the README and in docstrings.

Each example is one test, named by its page and line; so is a terminal session.
"""

from __future__ import annotations

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

import pytest
from sybil import Example, Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

from detach_examples.guard.sessions import Terminal

_FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE


def _session(example: Example) -> str:
    terminal: Terminal = example.namespace["terminal"]
    return terminal.difference(example.parsed)


pages = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=_FLAGS),
        CodeBlockParser("console", _session),
    ],
    patterns=["docs/*.md", "README.md", "CONTRIBUTING.md"],
    fixtures=["fresh_torch", "terminal"],
)
docstrings = Sybil(
    parsers=[DocTestParser(optionflags=_FLAGS)],
    patterns=["src/*/*.py", "src/*/*/*.py"],
    document_types={".py": PythonDocStringDocument},
    fixtures=["fresh_torch"],
)

pytest_collect_file = (pages + docstrings).pytest()


@pytest.fixture(scope="module")
def fresh_torch() -> None:
    """Give each page the state that a script of the gallery gets."""
    from detach_examples.guard import state

    state.reset()


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Give each page a shell of its own, beside the scripts that it shows."""
    scripts = Path(__file__).parent / "docs/_scripts"
    return Terminal(scripts, tmp_path_factory.mktemp("terminal"))
