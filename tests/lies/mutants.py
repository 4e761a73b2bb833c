"""Each lie as a test, so that pytest spreads them over cores; see ``python -m lies``.

A lie that is told passes; who objects to it is kept on its report, and judged when
all were told.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from .table import LIES

#: The lie that is none, told with the others.
TRUTH = "the truth"
#: The property of a report that holds what each claim said.
FOUND = "objections"


@pytest.fixture(scope="session")
def tell() -> Iterator[Callable[[str], dict[str, str]]]:
    """A process that has torch imported, and is told one lie after the other."""
    command = [sys.executable, "-m", "lies.telling", "--listen"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as teller:
        assert teller.stdin is not None
        assert teller.stdout is not None

        def ask(name: str) -> dict[str, str]:
            print(name, file=teller.stdin, flush=True)
            found: dict[str, str] = json.loads(teller.stdout.readline())
            return found

        yield ask
        teller.stdin.close()


@pytest.mark.parametrize("name", [TRUTH, *LIES])
def test_it_is_told(
    name: str,
    tell: Callable[[str], dict[str, str]],
    record_property: Callable[[str, object], None],
) -> None:
    record_property(FOUND, (name, tell("" if name == TRUTH else name)))
