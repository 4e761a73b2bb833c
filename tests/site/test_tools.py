"""The computed table on the page: every cell is there, and leads to its probe."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup

from detach_examples.tools import table
from detach_examples.tools.probes import PROBES
from detach_examples.tools.ways import WAYS

ROOT = Path(__file__).resolve().parents[2]


def test_the_table_shows_what_was_found(pages: dict[str, BeautifulSoup]) -> None:
    (shown,) = pages["which_tool.html"].select("table.tools")
    found = {
        way.name: {
            cell["data-label"]: cell.get_text(strip=True) for cell in row.select("td")
        }
        for way, row in zip(WAYS, shown.select("tbody tr"), strict=True)
    }
    frozen = (ROOT / table.FROZEN).read_text("utf-8")
    assert table.changes(frozen, table.text(found)) == []


def test_each_cell_and_each_column_leads_to_its_probe(
    pages: dict[str, BeautifulSoup],
) -> None:
    page = pages["which_tool.html"]
    for name in PROBES:
        assert page.select_one(f"#probe-{name}")
        links = page.select(f'table.tools a[href="#probe-{name}"]')
        assert len(links) == len(WAYS) + 1


def test_the_table_is_read_aloud_by_row_and_column(
    pages: dict[str, BeautifulSoup],
) -> None:
    (shown,) = pages["which_tool.html"].select("table.tools")
    assert shown.select_one("caption")
    assert len(shown.select("thead th[scope=col]")) == len(PROBES) + 1
    assert len(shown.select("tbody th[scope=row]")) == len(WAYS)


def test_an_unknown_probe_is_named(project: Path) -> None:
    import projects

    with (project / "docs/index.md").open("a") as page:
        page.write("\n```{probe} wrong\n```\n")
    done = projects.build(project)
    assert done.returncode == 1
    assert "There is no probe 'wrong'; choose from stops," in done.stderr


def test_each_column_of_the_table_stands_before_its_head(
    pages: dict[str, BeautifulSoup],
) -> None:
    table = pages["which_tool.html"].select_one("table.tools")
    assert table is not None
    first, *_ = table.select("colgroup, thead")
    assert first.name == "colgroup"
    assert len(first.select("col")) == len(table.select("thead th"))
