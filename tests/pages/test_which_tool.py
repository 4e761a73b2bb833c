"""The table of tools says what the loop below it prints."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/which_tool.md"


def _plain(cell: str) -> str:
    """Return a cell's text without its role or code marks."""
    cell = re.sub(r"\{py:\w+\}`([^<`]+?)\s*<[^>]+>`", r"\1", cell)
    return cell.strip().strip("`")


def test_the_table_is_what_the_probes_printed() -> None:
    text = PAGE.read_text("utf-8")
    rows = [
        [_plain(cell) for cell in line.strip("|").split("|")]
        for line in text.split("\n## ")[1].splitlines()
        if line.startswith("|")
    ][2:]
    printed = re.findall(r"^([\w.]+ \| .+)$", text.split("And the rows.")[1], re.M)
    assert rows
    assert rows == [line.split(" | ") for line in printed]
