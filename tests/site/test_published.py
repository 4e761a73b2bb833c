"""What was published is found: at its address, or at the one that it moved to."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import projects
import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from detach_examples.guard.claims import claims
from detach_examples.site import address, moved, published

Open = Callable[..., Any]
PAGE = "gallery/pitfalls/sound_page"


def test_every_published_address_is_there_or_leads_on(site: Path) -> None:
    assert published.gone(projects.ROOT, site) == []
    assert len(published.read(projects.ROOT)) > 2000


def test_what_the_site_invites_to_cite_is_published(site: Path) -> None:
    """New addresses join the list before others cite them: make published."""
    listed = set(published.read(projects.ROOT))
    assert sorted(published.offered(site) - listed) == []


def test_each_claim_is_published_in_the_ledger_and_on_its_page() -> None:
    listed = set(published.read(projects.ROOT))
    for claim in claims(projects.ROOT):
        assert f"claims#{claim.name}" in listed
        if "/" in claim.page or not claim.page.isupper():
            assert f"{claim.page}#claim-{claim.name}" in listed


def test_the_list_has_an_order_and_no_line_twice() -> None:
    rows = published.read(projects.ROOT)
    assert rows == sorted(set(rows))


@pytest.fixture(scope="module")
def old(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that once published a page and two parts that are not there."""
    project = tmp_path_factory.mktemp("old") / "project"
    shutil.copytree(seed, project)
    table = "# comment\nold/place index\nold/place#deep index#a-small-site\n"
    table += f"{PAGE}#gone-part index#a-small-site\n"
    (project / "docs" / moved.FILE).write_text(table)
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    return project


def test_an_old_address_leads_on_with_its_part(old: Path, open_page: Open) -> None:
    html = old / "build/html"
    here = (html / "old/place.html").as_uri()
    for part, wanted in [
        ("", "index.html"),
        ("#deep", "index.html#a-small-site"),
        ("#a-small-site", "index.html#a-small-site"),
    ]:
        page = open_page(here + part)
        page.wait_for_url(f"**/html/{wanted}")


def test_an_old_address_leads_on_without_scripts(old: Path, open_page: Open) -> None:
    here = (old / "build/html/old/place.html").as_uri()
    page = open_page(here, java_script_enabled=False)
    page.wait_for_url("**/html/index.html")
    text = (old / "build/html/old/place.html").read_text("utf-8")
    head = BeautifulSoup(text, "html.parser")
    (canonical,) = head.select("link[rel=canonical]")
    assert canonical["href"] == f"{address.site()}index.html"


def test_an_old_part_of_a_page_says_where_it_has_gone(
    old: Path, open_page: Open
) -> None:
    here = (old / f"build/html/{PAGE}.html").as_uri()
    told = open_page(here).locator(".moved")
    assert not told.is_visible()
    page = open_page(f"{here}#gone-part")
    link = page.locator(".moved:target a")
    assert link.is_visible()
    link.click()
    page.wait_for_url("**/html/index.html#a-small-site")


def test_hosts_are_told_of_pages_that_moved(old: Path) -> None:
    base = urlsplit(address.site()).path
    told = (old / "build/html" / moved.REDIRECTS).read_text("utf-8")
    assert told == f"{base}old/place.html {base}index.html 301\n"


def test_pages_that_lead_on_are_valid(old: Path, validator: list[str]) -> None:
    pages = [str(old / f"build/html/{name}.html") for name in ("old/place", PAGE)]
    command = [*validator, "--errors-only", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_gone_is_named_and_what_moved_is_not(old: Path) -> None:
    site = old / "build/html"
    rows = ["gone", "index", "index#gone", "index#a-small-site", "old/place"]
    rows += ["old/place#anything", f"{PAGE}#gone-part"]
    (old / published.FILE).write_text("\n".join(rows))
    assert published.gone(old, site) == ["gone", "index#gone"]


def test_new_addresses_are_added_and_old_ones_stay(old: Path) -> None:
    (old / published.FILE).write_text("index#no-longer\n")
    done = projects.build(old, "published")
    assert done.returncode == 1
    assert "+ index#a-small-site\n" in done.stdout
    assert "gone: index#no-longer; say where it moved" in done.stdout
    rows = published.read(old)
    assert {"index", "index#no-longer", f"{PAGE}#sound-page"} <= set(rows)
    assert not [row for row in rows if row.startswith("old/")]
    (old / published.FILE).write_text("\n".join(sorted({*rows} - {"index#no-longer"})))
    done = projects.build(old, "published")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Every address is on the list.\n")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("one", "1: 'one' is not one old address and its new"),
        ("a b c", "1: 'a b c' is not"),
        ("# c\na b\na c", "3: 'a c' is not"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(
    tmp_path: Path, table: str, told: str
) -> None:
    (tmp_path / moved.FILE).write_text(table)
    with pytest.raises(ExtensionError, match=re.escape(told)):
        moved.read(tmp_path)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("old nowhere", "there is no page nowhere to move to"),
        ("index gallery/index", "index has not moved: it is there"),
    ],
)
def test_a_move_that_leads_nowhere_fails_the_build(
    project: Path, row: str, told: str
) -> None:
    (project / "docs" / moved.FILE).write_text(f"{row}\n")
    done = projects.build(project)
    assert done.returncode == 1
    assert told in done.stderr
