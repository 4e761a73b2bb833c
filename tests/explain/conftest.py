"""What the tests of ``explain`` share: a quiet torch, scripts to write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
import torch
from graphs import Graph


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep small steps small: threads of their own wait for each other longer."""
    threads, traced = torch.get_num_threads(), sys.gettrace()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(threads)
    assert sys.gettrace() is traced, "a trace function was left behind"


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a script into a folder of the test's own."""

    def write_(source: str, name: str = "train.py") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source).lstrip(), encoding="utf-8")
        return path

    return write_


@pytest.fixture
def graph() -> Graph:
    """Return a record to be made by hand."""
    return Graph()
