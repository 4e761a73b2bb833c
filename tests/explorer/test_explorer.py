"""Every combination is what torch does, and the drawing says what the gradients say."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from detach_examples import Explorer, picture
from detach_examples.explorer import explorer as module
from detach_examples.explorer.program import CHOICES, NoProgram
from detach_examples.explorer.run import Run

TEXT = """
import torch

x = torch.tensor([1.0, 4.0], requires_grad=True)
w = torch.tensor([1.0, 1.0], requires_grad=True)
root = x.sqrt()
limit = root
limit.clamp_(max=1.0)
loss = (w * root * limit).sum()
loss.backward()
"""


@pytest.fixture(scope="module")
def explorer() -> Iterator[Explorer]:
    yield Explorer(TEXT, edges=["root", "limit"], name="edit")
    picture.take()


@pytest.fixture(scope="module")
def page(explorer: Explorer) -> BeautifulSoup:
    return BeautifulSoup(explorer._repr_html_(), "html.parser")


def ran(text: str) -> str:
    """Run a program alone; return what it printed, or the error's type and text."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(text, "alone.py", "exec"), {"__name__": "__main__"})
        except RuntimeError as error:
            return f"RuntimeError: {error}"
    return out.getvalue()


def test_every_state_is_what_its_program_prints_alone(explorer: Explorer) -> None:
    assert len(explorer.states) == 25
    for state in explorer.states.values():
        told = ran(explorer.program.text(state.choices, explorer.leaves))
        if state.error:
            assert told.startswith(state.error)
            assert set(state.grads.values()) == {state.error}
        else:
            rows = [f"{leaf}.grad = {text}\n" for leaf, text in state.grads.items()]
            assert told == "".join(rows)


def test_five_choices_at_one_edge_have_three_outcomes(explorer: Explorer) -> None:
    found = {choice: explorer.grads(limit=choice)["x"] for choice in CHOICES}
    assert found.pop("clone().detach()") == "tensor([0.5000, 0.2500])"
    assert found.pop(".data") == "tensor([0.5000, 0.5000])"
    assert all("modified by an inplace operation" in text for text in found.values())


def test_a_state_is_asked_for_by_name(explorer: Explorer) -> None:
    with pytest.raises(KeyError, match="the edges are root, limit"):
        explorer.grads(middle="keep")
    with pytest.raises(KeyError, match="the choices keep, detach"):
        explorer.grads(root="cut")


def test_what_is_severed_follows_the_trace(explorer: Explorer) -> None:
    drawn = explorer.graph

    def off(**choices: str) -> set[str]:
        kept = {"root": "keep", "limit": "keep", **choices}
        state = explorer.states[" | ".join(kept.values())]
        return {key for key, n in drawn.nodes.items() if f"n{n}" in drawn.off(state)}

    assert off() == set()
    assert off(limit="no_grad") == set()  # another name for root is no cut
    assert off(limit=".data") == {"limit", "limit 1 before", "5 clamp_ 1"}
    assert {"x", "root", "3 sqrt 1"} <= off(root="detach")
    assert "w" not in off(root="detach")


def test_edges_beside_what_is_severed_are_severed(explorer: Explorer) -> None:
    drawn, states = explorer.graph, explorer.states
    ends = {
        (edge.source, edge.target)
        for number, edge in enumerate(drawn.drawn.edges)
        if f"e{number}" in drawn.off(states["keep | .data"])
    }
    assert ends == {
        ("root", "limit 1 before"),
        ("limit 1 before", "5 clamp_ 1"),
        ("5 clamp_ 1", "limit"),
        ("limit", "6 mul 2"),
    }


def test_two_operations_of_a_line_have_a_key_each(explorer: Explorer) -> None:
    assert {"6 mul 1", "6 mul 2", "6 sum 1"} <= set(explorer.graph.nodes)


def test_zeros_are_told_from_no_gradient() -> None:
    text = """
import torch

x = torch.tensor(2.0, requires_grad=True)
one = x * 1.0
other = x * 1.0
loss = one - other
loss.backward()
"""
    made = Explorer(text, edges=["one", "other"], name="zeros")
    picture.take()
    kinds = {key: state.kinds["x"] for key, state in made.states.items()}
    assert kinds["keep | keep"] == "zeros"
    assert kinds["keep | detach"] == "some"
    assert kinds["detach | detach"] == "error"
    assert made.grads()["x"] == "tensor(0.)"


def test_the_drawing_has_a_mark_for_each_edge(explorer: Explorer) -> None:
    kinds = [edge.kind for edge in explorer.graph.drawn.edges]
    assert kinds.count("mark") == 2
    assert "limit: kept" in explorer.picture.wide
    assert "clone" not in explorer.picture.wide


def test_labels_name_the_choice_and_its_line(explorer: Explorer) -> None:
    def label(limit: str) -> tuple[str, str]:
        state = explorer.states[f"keep | {limit}"]
        found = explorer.graph.labels(explorer.run(f"keep | {limit}"), state)
        return found[f"e{explorer.graph.marks['limit']}"]

    assert label("keep") == ("limit: kept", "")
    assert label(".data") == ("\u2702\ufe0e .data", "line 6")
    assert label("no_grad") == ("no_grad", "line 6: no cut")


def test_numbers_of_a_state_are_its_own(explorer: Explorer) -> None:
    drawn, states = explorer.graph, explorer.states
    root = f"n{drawn.nodes['root']}"
    assert root not in drawn.held(states["keep | clone().detach()"])
    assert drawn.held(states["keep | .data"])[root] == "[1, 1]"


def test_steps_tell_what_is_saved_sent_and_cut(explorer: Explorer) -> None:
    def told(key: str) -> list[str]:
        return [step.text for step in explorer.states[key].steps]

    right = told("keep | clone().detach()")
    assert "Forward: sqrt makes root = [1, 2], and saves root = [1, 2]." in right
    assert "Backward: SqrtBackward0 gets [1, 1], sends [0.5, 0.25] to x." in right
    assert right[-1] == "Backward: x.grad takes in [0.5, 0.25]."
    assert any(text.endswith("nothing goes to limit: cut.") for text in right)
    off = told("no_grad | keep")[2]
    assert off.endswith("; gradients are off, so it is not recorded.")
    assert "Forward: the write shows in root = [1, 1], too." in told("keep | .data")
    wrong = told("keep | keep")
    assert "saves a tensor that was written over since" in wrong[2]
    assert wrong[-1].startswith("backward raises RuntimeError: one of the variables")
    lost = told("detach | clone().detach()")
    assert lost[-1] == "No gradient arrives at x: it stays None."


def test_forward_runs_before_backward_and_backward_from_the_loss(
    explorer: Explorer,
) -> None:
    words = [s.text.split()[0] for s in explorer.states["keep | .data"].steps]
    assert words == sorted(words, key=["x", "w", "Forward:", "Backward:"].index)


def test_every_step_points_at_a_part_of_the_drawing(explorer: Explorer) -> None:
    for key, state in explorer.states.items():
        for step in state.steps:
            part = explorer.graph.part(step.key, explorer.run(key))
            assert re.fullmatch(r"[ne]\d+", part), (key, step)


def test_the_page_is_whole_without_a_script(page: BeautifulSoup) -> None:
    rows = page.select("tr[data-state]")
    assert len(rows) == 25
    assert rows[0].text == "keepkeep" + 2 * page.select_one("output").text
    assert page.select_one("details.explorer-table").has_attr("open")
    for fieldset in page.select("fieldset[data-edge]"):
        values = [radio["value"] for radio in fieldset.select("input[type=radio]")]
        assert values == list(CHOICES)
        assert fieldset.has_attr("disabled")
    assert len(page.select("fieldset[data-edge]")) == 2
    assert {o["data-grad"] for o in page.select("output")} == {"x", "w"}


def test_the_data_names_only_what_the_drawing_has(page: BeautifulSoup) -> None:
    data = json.loads(page.script.string)
    classes = {name for g in page.select("svg g") for name in g.get("class", [])}
    for state in data["states"].values():
        parts = {*state["off"], *state["cut"], *state["labels"], *state["held"]}
        parts |= {part for part, _ in state["steps"]}
        assert parts <= classes
        assert all(0 <= text < len(data["texts"]) for _, text in state["steps"])


def test_the_templates_make_the_programs(
    page: BeautifulSoup, explorer: Explorer
) -> None:
    # Spaces alone are kept in <pre>, where the script puts them.
    whole = re.findall(
        r'<template data-of="([^"]+)">(.*?)</template>', explorer._repr_html_(), re.S
    )
    forms = {
        name: BeautifulSoup(f"<pre>{code}</pre>", "html.parser").text
        for name, code in whole
    }
    assert len(forms) == 10
    code = page.select_one("code[data-program]")
    for state in explorer.states.values():
        for slot in code.select("[data-slot]"):
            edge = slot["data-slot"]
            slot.string = forms[f"{edge} {state.choices[edge]}"]
        assert code.text == explorer.program.text(state.choices, explorer.leaves)


def test_it_is_called_as_the_script_that_makes_it() -> None:
    picture.take()
    code, space = "Explorer(TEXT, edges=['root', 'limit'])", dict(globals())
    assert eval(code, space).name == "explorer"
    assert (
        eval(compile(code, "/tmp/ipykernel_7/8.py", "eval"), space).name == "explorer"
    )
    picture.take()
    assert eval(compile(code, "/a/cut_it.py", "eval"), space).name == "cut_it"
    (shown,) = picture.take()
    assert 'data-explorer="cut_it"' in shown._repr_html_()
    assert shown.standalone("light").startswith("<svg")


def test_gradients_and_drawing_must_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lying(Run):
        def live(self, root: str) -> frozenset[str]:
            return super().live(root) - {"x"}

    monkeypatch.setattr(module, "Run", Lying)
    with pytest.raises(NoProgram, match="gradient of x disagree"):
        Explorer(TEXT, edges=["root", "limit"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("loss = (w * root * limit)", "loss = (w * root)", "'limit' does not lead to"),
        (", requires_grad=True", "", "no leaf"),
    ],
)
def test_a_program_without_sense_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(NoProgram, match=told):
        Explorer(TEXT.replace(old, new), edges=["root", "limit"])


def test_an_error_before_backward_is_shown_as_well() -> None:
    text = TEXT.replace("loss = (", "root.numpy()\nloss = (")
    made = Explorer(text, edges=["root", "limit"], name="early")
    picture.take()
    assert made.grads()["x"].startswith("RuntimeError: Can't call numpy()")
    assert made.grads(root="detach")["w"] == "tensor([1., 1.])"


def test_no_file_of_a_program_is_left_behind(explorer: Explorer) -> None:
    import linecache

    assert "edit.py" not in linecache.cache
    assert not Path("edit.py").exists()
