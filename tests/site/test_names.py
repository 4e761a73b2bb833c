from __future__ import annotations

import importlib
from functools import reduce
from pathlib import Path

import pytest

from detach_examples.site import inventory

ROOT = Path(__file__).resolve().parents[2]
LISTS = sorted((ROOT / "docs/_names").glob("*.txt"))
NAMES = [name for path in LISTS for _, name, _ in inventory.names(path)]


def find(name: str) -> object:
    """Import the longest module that a dotted name begins with; look up the rest."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[end:], module)
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_listed_name_is_alive(name: str) -> None:
    find(name)


@pytest.fixture(scope="module")
def prose() -> str:
    """All texts that can link a name."""
    paths = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "gallery").rglob("*.*")]
    paths += (ROOT / "src").rglob("*.py")
    return "\n".join(p.read_text("utf-8") for p in paths if p.suffix != ".pyc")


@pytest.mark.parametrize("name", NAMES)
def test_a_listed_name_is_linked_somewhere(name: str, prose: str) -> None:
    ways = (f"`{name}`", f"`~{name}`", f"`!{name}`", f" <{name}>`")
    assert any(way in prose for way in ways)


def test_no_name_is_listed_twice() -> None:
    assert len(set(NAMES)) == len(NAMES)
