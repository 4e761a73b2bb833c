from __future__ import annotations

import json
from typing import Any

import projects
import pytest
from bs4 import BeautifulSoup

from detach_examples.site import peers

FILE = projects.ROOT / "docs/_peers.json"
TEXT = (projects.ROOT / "docs/find_your_cut.md").read_text("utf-8")


@pytest.fixture
def data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def test_every_cell_of_the_page_is_a_verdict_of_the_file(
    pages: dict[str, BeautifulSoup], data: dict[str, Any]
) -> None:
    shown = pages["find_your_cut.html"].select_one("#compare-it-with-other-tools table")
    rows = [[c.text for c in row.select("td")] for row in shown.select("tbody tr")]
    for (name, *cells), (tool, told) in zip(rows, data["tools"].items(), strict=True):
        assert tool in name
        assert told["version"] in name
        for cell, question in zip(cells, data["questions"], strict=True):
            verdict, _, count = cell.partition(", ")
            answer = told["cells"][question]
            passed = len(answer["passed"])
            assert verdict == answer["verdict"]
            wanted = f"{passed} of {answer['of']}" if passed else ""
            assert count.replace("\u00a0", " ") == wanted


def test_the_questions_and_what_is_told_of_a_tool_are_plain_text(
    pages: dict[str, BeautifulSoup], data: dict[str, Any]
) -> None:
    text = pages["find_your_cut.html"].article.text.replace("\u00a0", " ")
    for word, question in data["questions"].items():
        said = f"{word.capitalize()}: it {question['asked']}.\n{question['looked_for']}"
        assert said in text
    for tool in data["tools"].values():
        assert tool["how"] in text
        for cell in tool["cells"].values():
            for what, cuts in cell["lesser"].items():
                assert f"{what} ({len(cuts)} of {cell['of']})" in text


def test_all_ran_on_the_torch_that_the_lock_proves(data: dict[str, Any]) -> None:
    lock = (projects.ROOT / "requirements.lock").read_text("utf-8")
    assert f"torch=={data['torch']} " in lock


def test_the_prose_above_the_table_holds(data: dict[str, Any]) -> None:
    said = "No other tool here says which line took the gradient of which parameter.\n"
    assert f"{said}Some show a part of it.\n" in TEXT
    linked = {n: t["cells"]["links"]["verdict"] for n, t in data["tools"].items()}
    assert linked.pop("explain") == "yes"
    assert set(linked.values()) == {"no"}


def test_a_tool_is_named_with_its_package_where_that_is_another() -> None:
    tool = {"package": "torch", "version": "2", "how": "a_b()", "cells": {}}
    other = {**tool, "package": "tool"}
    data = {
        "questions": {},
        "tools": {"Tool": other, "mode": tool},
        "cuts": ["detach"],
        "torch": "2",
        "python": "3",
    }
    text = "\n".join(peers.lines(data))
    assert "| Tool 2 |" in text
    assert "| mode (torch 2) |" in text
    assert "Tool\n: a\\_b()." in text


def test_some_tools_answer_in_part(data: dict[str, Any]) -> None:
    cells = [c["verdict"] for t in data["tools"].values() for c in t["cells"].values()]
    assert cells.count("partly") > 1
