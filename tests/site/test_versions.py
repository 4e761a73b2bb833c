"""Sites of several versions of torch lead to each other, page to page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import access
import projects
import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from detach_examples.site import address, versions

Open = Callable[..., Any]
PAGE = "gallery/pitfalls/sound_page"


@pytest.fixture(scope="module")
def sites(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two sites, of which the newer one lacks nothing but a section."""
    root = tmp_path_factory.mktemp("versions")
    project = root / "project"
    shutil.copytree(seed, project)
    (root / "pages.txt").write_text(f"index\nindex#a-small-site\n{PAGE}\n")
    told = {
        "3.10": {"at": "../torch-3.10/", "pages": "pages.txt"},
        "3.9": {"at": "../torch-3.9/"},
        versions.here(): {"at": ""},
    }
    (root / "versions.json").write_text(json.dumps(told))
    done = projects.build(project, SITE_VERSIONS=str(root / "versions.json"))
    assert done.returncode == 0, done.stderr
    assert "Scripts run: 0." in done.stdout
    for name in ("here", "torch-3.10", "torch-3.9"):
        shutil.copytree(project / "build/html", root / "sites" / name)
    return root / "sites"


def parsed(sites: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup(
        (sites / f"here/{name}.html").read_text("utf-8"), "html.parser"
    )


def links(sites: Path, name: str) -> list[tuple[str, str]]:
    shown = parsed(sites, name).select(".versions a")
    return [(link.text, link["href"]) for link in shown]


def test_a_page_leads_to_itself_in_the_others_or_to_their_index(sites: Path) -> None:
    assert links(sites, "index") == [
        ("torch 3.10", "../torch-3.10/index.html"),
        ("torch 3.9", "../torch-3.9/index.html"),
    ]
    assert links(sites, PAGE) == [
        ("torch 3.10", f"../../../torch-3.10/{PAGE}.html"),
        ("torch 3.9", "../../../torch-3.9/index.html"),
    ]
    assert links(sites, "gallery/index")[0][1] == "../../torch-3.10/index.html"


def test_search_engines_are_led_to_the_newest(sites: Path) -> None:
    found = {}
    for name in (PAGE, "gallery/index"):
        (canonical,) = parsed(sites, name).select("link[rel=canonical]")
        found[name] = canonical["href"]
    newest = address.site().rstrip("/").rpartition("/")[0]
    assert found[PAGE] == f"{newest}/torch-3.10/{PAGE}.html"
    assert found["gallery/index"] == f"{address.site()}gallery/index.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_switch_works_without_scripts_and_by_keyboard(
    sites: Path, open_page: Open, width: int
) -> None:
    here = (sites / f"here/{PAGE}.html").as_uri()
    page = open_page(here, width=width, java_script_enabled=False)
    if width == 390:
        page.locator(".nav-overlay-icon:visible").first.click()
    summary = page.locator(".versions summary")
    assert summary.inner_text() == f"torch {versions.here()}"
    assert summary.bounding_box()["height"] >= 24
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/torch-3.10/{PAGE}.html")


def test_the_switch_has_no_fault_of_access(sites: Path, open_page: Open) -> None:
    page = open_page((sites / "here/index.html").as_uri())
    page.locator(".versions summary").click()
    assert access.faults(page) == []


def test_one_version_alone_shows_no_switch(project: Path, tmp_path: Path) -> None:
    one = tmp_path / "one.json"
    one.write_text(json.dumps({versions.here(): {"at": ""}}))
    for setting in ({}, {"SITE_VERSIONS": str(one)}):
        assert projects.build(project, **setting).returncode == 0
        assert 'class="versions"' not in (project / "build/html/index.html").read_text(
            "utf-8"
        )


@pytest.mark.parametrize("text", ["{", '{"2.13": {}}', '{"new": {"at": ""}}', "[1]"])
def test_a_file_that_says_something_else_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "versions.json").write_text(text)
    monkeypatch.setenv(versions.VARIABLE, str(tmp_path / "versions.json"))
    with pytest.raises(ExtensionError, match="does not say what it should"):
        versions.read()
