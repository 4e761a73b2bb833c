"""The archive works where it is unpacked: no host, and a path with odd letters."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from detach_examples.site import book, offline

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def packed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is laid out as a project, with this project's site."""
    root = tmp_path_factory.mktemp("packed")
    (root / "build").mkdir()
    (root / "build/html").symlink_to(site)
    offline.make(root)
    return root


@pytest.fixture(scope="module")
def unpacked(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offline") / "my söte copy"
    with zipfile.ZipFile(packed / offline.FILE) as archive:
        archive.extractall(folder)
    return folder / book.NAME


def heard(page: Any) -> list[str]:
    """Collect what goes wrong in a page from now on."""
    told: list[str] = []
    page.on("requestfailed", lambda r: told.append(r.url))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda m: told.append(m.text) if m.type == "error" else None)
    page.on(
        "request",
        lambda r: None if r.url.startswith(("file:", "data:")) else told.append(r.url),
    )
    return told


def test_search_leads_to_a_page(open_page: Open, unpacked: Path) -> None:
    page = open_page((unpacked / "index.html").as_uri())
    told = heard(page)
    page.locator(".sidebar-search").fill("version counter")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="In-place edits reach the graph").last.click()
    page.wait_for_url("**/inplace_edit_reaches_the_graph.html*")
    assert told == []


def test_the_finder_and_the_widgets_wake_up(open_page: Open, unpacked: Path) -> None:
    page = open_page((unpacked / "index.html").as_uri())
    told = heard(page)
    page.get_by_label("Your error message or traceback").fill("does not require grad")
    expect(page.locator(".finder-list a:visible").first).to_be_visible()
    page.goto((unpacked / "learn/visualize.html").as_uri())
    explorer = page.locator("detach-explorer").first
    before = explorer.locator("output").first.inner_text()
    explorer.locator("input[value='detach']").first.check(force=True)
    expect(explorer.locator("output").first).not_to_have_text(before)
    page.goto((unpacked / "learn/try.html").as_uri())
    expect(page.get_by_role("button", name="Check").first).to_be_visible()
    page.goto((unpacked / "learn/recall.html").as_uri())
    expect(page.locator("detach-recall button:visible").first).to_be_visible()
    assert told == []


def test_the_archive_is_the_same_twice(packed: Path) -> None:
    before = (packed / offline.FILE).read_bytes()
    assert offline.make(packed) == len(before)
    assert (packed / offline.FILE).read_bytes() == before
    with zipfile.ZipFile(packed / offline.FILE) as archive:
        names = archive.namelist()
        assert all(name.startswith(f"{book.NAME}/") for name in names)
        assert f"{book.NAME}/lesson.md" in names
        assert f"{book.NAME}/_headers" not in names
        assert {info.date_time for info in archive.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }
