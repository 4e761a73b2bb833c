"""What tests of the built site share: its pages, parsed once, and a server."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import serving
from bs4 import BeautifulSoup
from projects import ROOT

from detach_examples.site import moved


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Every page of the site, by its path."""
    gc.disable()  # nothing of these million objects is garbage, now or later
    parsed = {
        path.relative_to(site).as_posix(): BeautifulSoup(
            path.read_text("utf-8"), "html.parser"
        )
        for path in sorted(site.rglob("*.html"))
    }
    gc.freeze()
    gc.enable()
    return parsed


@pytest.fixture(scope="session")
def content(pages: dict[str, BeautifulSoup]) -> dict[str, BeautifulSoup]:
    """The pages that have a source: all but those that Sphinx makes by itself."""
    made = {"404.html", "genindex.html", "search.html"}
    made |= moved.pages(ROOT / "docs")
    return {name: page for name, page in pages.items() if name not in made}


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The site's address on loopback, with a slash at its end."""
    with serving.host(site) as url:
        yield url
