from __future__ import annotations

import multiprocessing
from pathlib import Path

import projects
import pytest
from bs4 import BeautifulSoup

from detach_examples.site import drawn

SCRIPT = """import torch

from detach_examples import trace

w = torch.ones(2, requires_grad=True)
with trace() as record:
    loss = w.detach().sum() + w.sum()
print("told")
record.draw(loss, "{}")
"""


def test_the_guide_draws_its_own_script(pages: dict[str, BeautifulSoup]) -> None:
    (figure,) = pages["find_your_cut.html"].select("figure.picture")
    words = figure.svg["aria-label"]
    assert "encoder.weight is a leaf that no gradient reaches" in words
    assert "the gradient is cut by .detach() at train.py:7" in words
    assert "train.py:7" in figure.svg.text


def test_a_page_follows_the_script_that_it_draws(project: Path) -> None:
    page, script = project / "docs/index.md", project / "docs/_scripts/drawing.py"
    script.parent.mkdir()
    script.write_text(SCRIPT.format("One."))
    page.write_text(f"{page.read_text()}\n```{{drawn}} drawing.py\n```\n")
    html = project / "build/html/index.html"
    for caption in ("One.", "Two."):
        script.write_text(SCRIPT.format(caption))
        done = projects.build(project)
        assert done.returncode == 0, done.stderr
        shown = BeautifulSoup(html.read_text("utf-8"), "html.parser")
        (figure,) = shown.select("figure.picture")
        assert figure.figcaption.text == caption
        assert "told" not in shown.article.text
    assert not list(script.parent.glob("__pycache__"))

    script.write_text("raise ValueError('no picture today')")
    done = projects.build(project)
    assert done.returncode == 1
    line = 1 + page.read_text().splitlines().index("```{drawn} drawing.py")
    told = "WARNING: _scripts/drawing.py draws no one picture: ValueError: no picture"
    assert f"index.md:{line}: {told}" in done.stderr


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("import os\nos._exit(0)", "it ended its process"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("while True: pass", "it still ran after 2 s"),
        ("print('no picture')", "ValueError: not enough values to unpack"),
    ],
)
def test_a_script_that_draws_nothing_is_told_and_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    if "still ran" in told:
        monkeypatch.setattr(drawn, "_LIMIT", 2)
    (tmp_path / "drawing.py").write_text(script)
    html, fault = drawn._apart(tmp_path, "drawing.py")
    assert (html, fault[: len(told)]) == ("", told)
    assert multiprocessing.active_children() == []
