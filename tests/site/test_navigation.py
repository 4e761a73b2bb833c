"""The sidebar names the branch on which the reader is, and is short on any site."""

from __future__ import annotations

import shutil
from pathlib import Path

import projects
import pytest
from bs4 import BeautifulSoup, Tag

from detach_examples.site.navigation import MOST

FAR = MOST + 5


@pytest.fixture(scope="module")
def built(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a section of more pages than a sidebar names."""
    root = tmp_path_factory.mktemp("navigation") / "project"
    shutil.copytree(seed, root)
    (root / "gallery/cuts").mkdir()
    header = "Cuts & more\n-----------\n\nMany.\n"
    (root / "gallery/cuts/GALLERY_HEADER.rst").write_text(header)
    for number in range(FAR):
        projects.add(root, f"cuts/cut_{number:02}_is_one")
    done = projects.build(root)
    assert done.returncode == 0, done.stderr
    return root / "build/html"


def tree(site: Path, page: str) -> Tag:
    soup = BeautifulSoup((site / page).read_text("utf-8"), "html.parser")
    (found,) = soup.select(".sidebar-tree")
    return found


def names(tree: Tag) -> list[str]:
    return [link.get_text() for link in tree.find_all("a")]


def test_the_front_page_shows_the_first_pages_alone(built: Path) -> None:
    assert names(tree(built, "index.html")) == ["All examples"]


def test_a_page_shows_its_own_branch_and_no_other(built: Path) -> None:
    shown = names(tree(built, "gallery/pitfalls/sound_page.html"))
    assert shown == ["All examples", "Pitfalls", "Sound page", "Cuts & more"]


def test_the_page_itself_is_marked_and_its_branch_is_open(built: Path) -> None:
    found = tree(built, "gallery/pitfalls/sound_page.html")
    (page,) = found.select(".current-page > a")
    assert (page.get_text(), page["href"]) == ("Sound page", "#")
    switches = found.select("input.toctree-checkbox[checked]")
    assert [s["aria-label"] for s in switches] == [
        "Toggle navigation of All examples",
        "Toggle navigation of Pitfalls",
    ]
    assert [s["id"] for s in switches] == [label["for"] for label in found("label")]


@pytest.mark.parametrize(
    ("number", "first"), [(0, 0), (FAR // 2, FAR // 2 - MOST // 2), (FAR - 1, 5)]
)
def test_of_a_long_section_the_pages_around_the_reader_are_named(
    number: int, first: int, built: Path
) -> None:
    found = tree(built, f"gallery/cuts/cut_{number:02}_is_one.html")
    pages = [link.get_text() for link in found.select(".toctree-l3:not(.all-pages) a")]
    wanted = range(first, first + MOST)
    assert pages == [f"Cut {n:02} is one" for n in wanted]
    (rest,) = found.select(".all-pages a")
    assert (rest.get_text(), rest["href"]) == (f"All {FAR} pages", "index.html")


def test_a_section_does_not_link_to_itself_for_the_rest(built: Path) -> None:
    (rest,) = tree(built, "gallery/cuts/index.html").select(".all-pages")
    assert (rest.get_text(), rest.find("a")) == (f"All {FAR} pages", None)


def test_every_link_of_a_sidebar_leads_to_a_page(built: Path) -> None:
    for page in {*built.rglob("*.html")} - {built / "404.html"}:
        for link in tree(built, str(page.relative_to(built))).find_all("a"):
            led = page if link["href"] == "#" else page.parent / link["href"]
            assert led.exists(), (page, link)
