from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import torch

from detach_examples import drawing, picture, trace
from detach_examples.diagram import Diagram, Edge, Node
from detach_examples.drawing import describe, dot
from detach_examples.palette import COLOURS, variable


@pytest.fixture
def diagram() -> Diagram:
    """x, doubled into y, with an alias of y."""
    nodes = [
        Node("x", "x", "leaf", "[1, 4]"),
        Node("y", "y", "tracked", "[2, 8]"),
        Node("alias", "alias", "detached", "[2, 8]"),
        Node("op1", "mul", "operation"),
    ]
    edges = [Edge("x", "op1", "data"), Edge("op1", "y", "data")]
    return Diagram({n.key: n for n in nodes}, [*edges, Edge("y", "alias", "storage")])


@pytest.fixture
def drawn() -> picture.Picture:
    x = torch.tensor([1.0, 4.0], requires_grad=True)
    with trace() as record:
        y = x * 2
        alias = y.detach()
    made = record.draw([y, alias], "An alias.")
    picture.take()
    return made


def test_each_role_has_its_class_and_a_mark_beside_colour(diagram: Diagram) -> None:
    text = dot(diagram, "LR")
    assert re.search(r'n0 \[class="leaf" label=<<b>x</b>.* penwidth=2.5', text)
    assert re.search(r'n1 \[class="tracked" .* penwidth=1.2 style="rounded"\]', text)
    assert re.search(r'n2 \[class="detached" .* style="rounded,dashed"\]', text)
    assert re.search(r'n3 \[class="operation" label=<<i>mul</i>>', text)


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_data_flows_in_the_direction_asked_for(
    diagram: Diagram, direction: str
) -> None:
    text = dot(diagram, direction)
    assert f"rankdir={direction};" in text
    assert 'n0 -> n3 [class="tracked"]' in text


def test_a_tie_says_what_is_shared(diagram: Diagram) -> None:
    assert 'n1 -> n2 [class="storage" dir=none' in dot(diagram, "LR")
    assert "same storage" in dot(diagram, "LR")


def test_names_cannot_break_the_drawing() -> None:
    node = Node("k", "a<b> & c", "tracked", "1")
    made = drawing.picture(Diagram({"k": node}), "caption")
    assert "a&lt;b&gt; &amp; c" in made.wide


def test_every_line_and_letter_has_a_colour_of_the_palette(
    drawn: picture.Picture,
) -> None:
    for svg in (drawn.wide, drawn.narrow):
        used = set(re.findall(r'(?:stroke|fill)="([^"]+)"', svg))
        assert used <= {variable(n) for n in COLOURS} | {"none", "transparent"}
        names = ("leaf", "tracked", "detached", "storage", "cut", "ink")
        assert {variable(n) for n in names} <= used
        assert all(" fill=" in tag for tag in re.findall("<text[^>]*>", svg))


def test_the_cut_shows_scissors_in_the_cut_s_colour(drawn: picture.Picture) -> None:
    for svg in (drawn.wide, drawn.narrow):
        (line,) = [row for row in svg.splitlines() if ".detach()" in row]
        assert "\u2702\ufe0e .detach()" in line
        assert f'fill="{variable("cut")}"' in line


def test_phones_get_a_drawing_that_is_higher_than_wide(drawn: picture.Picture) -> None:
    sizes = [
        [float(n) for n in re.search(r'width="(\S+)pt" height="(\S+)pt"', svg).groups()]
        for svg in (drawn.wide, drawn.narrow)
    ]
    assert sizes[0][0] > sizes[0][1]
    assert sizes[1][0] < sizes[1][1]


def test_words_say_what_the_drawing_shows(diagram: Diagram) -> None:
    assert describe(diagram) == (
        "x is a leaf; y is tracked, made by mul from x; alias is without history;"
        " y and alias share a storage."
    )


def test_a_drawing_is_kept_for_the_page_s_thumbnail() -> None:
    picture.take()
    x = torch.ones(1)
    with trace() as record:
        pass
    made = record.draw(x, "One tensor.")
    assert picture.take() == [made]
    assert made.alt == "x is without history."


def test_a_missing_engine_is_named_with_the_way_to_get_it(
    diagram: Diagram, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(drawing.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="pip install graphviz-pure"):
        drawing.picture(diagram, "caption")


def test_an_engine_that_fails_tells_its_reason(
    diagram: Diagram, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "syntax error in line 3\n")
    monkeypatch.setattr(drawing.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(RuntimeError, match="engine failed: syntax error in line 3"):
        drawing.picture(diagram, "caption")
