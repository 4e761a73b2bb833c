"""Collect every claim: prompts in pages, in the README and in docstrings.

Each example is one test, named by its page and line.
"""

from __future__ import annotations

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

import pytest
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

_FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE

pages = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=_FLAGS)],
    patterns=["docs/*.md", "README.md", "CONTRIBUTING.md"],
    fixtures=["fresh_torch"],
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
