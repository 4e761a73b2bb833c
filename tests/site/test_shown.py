"""What a page shows of other pages is what they say now."""

from __future__ import annotations

from pathlib import Path

import projects
import pytest
from bs4 import BeautifulSoup

SOUND, OTHER = "pitfalls/sound_page", "pitfalls/other_page"
THIRD = "pitfalls/zero_page"


@pytest.fixture
def linked(project: Path) -> Path:
    """A project with a page that links to a script's page, and to a label on it."""
    end = "# %%\n# .. _some-label:\n#\n# End\n# ---\n# It ends."
    projects.add(project, OTHER, f"print('fine')\n\n{end}")
    projects.add(project, THIRD)
    text = f"# Links\n\n{{doc}}`/gallery/{OTHER}` and {{ref}}`some-label`\n"
    (project / "docs/links.md").write_text(text)
    index = project / "docs/index.md"
    index.write_text(index.read_text().replace("gallery/index", "links\ngallery/index"))
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    return project


def built(project: Path, page: str = "links") -> str:
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    return (project / f"build/html/{page}.html").read_text("utf-8")


def change(project: Path, old: str, new: str) -> None:
    path = project / f"gallery/{OTHER}.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_new_title_is_shown_by_links_to_it(linked: Path) -> None:
    change(linked, "Other page\n==========", "Another title\n=============")
    shown = built(linked)
    assert "Another title" in shown
    assert "Other page" not in shown


@pytest.mark.parametrize(("page", "times"), [(SOUND, 3), (THIRD, 1)])
def test_a_new_title_is_shown_by_sidebars_and_neighbours(
    page: str, times: int, linked: Path
) -> None:
    change(linked, "Other page\n==========", "Another title\n=============")
    shown = built(linked, f"gallery/{page}")
    assert shown.count("Another title") == times
    assert "Other page" not in shown


def test_a_new_heading_is_shown_by_links_to_its_label(linked: Path) -> None:
    change(linked, "# End\n# ---", "# The close\n# ---------")
    assert "The close" in built(linked)


def test_a_link_whose_end_was_removed_is_a_fault(linked: Path) -> None:
    change(linked, "# .. _some-label:\n#\n", "")
    done = projects.build(linked)
    assert done.returncode == 1
    assert "some-label" in done.stderr


def test_a_page_whose_neighbours_say_the_same_is_not_written_again(
    linked: Path,
) -> None:
    page = linked / "build/site/links.html"
    before = page.stat().st_mtime_ns
    change(linked, "It ends.", "It ends here.")
    built(linked)
    assert page.stat().st_mtime_ns == before


def test_the_list_of_all_examples_shows_how_each_begins(
    pages: dict[str, BeautifulSoup],
) -> None:
    begun = [p.text for p in pages["gallery/index.html"].select(".card-intro")]
    whole = [
        p.text
        for name, page in pages.items()
        if name.startswith("gallery/") and name.count("/") == 2
        for p in page.select(".card-intro")
    ]
    assert len(begun) > 90
    assert all(". " not in text for text in begun)
    for text in begun:
        assert any(each.startswith(text) and each != text for each in whole), text
