"""The explorers of the site, driven as a reader would, in every state."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import access
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from detach_examples.explorer.program import CHOICES
from detach_examples.guard import state

PAGE = "learn/visualize.html"
NAMES = [
    "cut_one_of_two_branches",
    "cut_a_gan_step",
    "cut_a_recurrence",
    "cut_a_self_supervised_pair",
    "cut_an_actor_critic",
    "cut_before_an_in_place_edit",
]
EDIT = NAMES[-1]
Open = Callable[..., Any]
every_explorer = pytest.mark.parametrize("name", NAMES)


def ran(text: str) -> list[str]:
    """Run a program alone; return the lines it printed, or the error that it raised."""
    out = io.StringIO()
    state.reset()
    with warnings.catch_warnings(), contextlib.redirect_stdout(out):
        state.refuse_warnings()
        try:
            exec(compile(text, "alone.py", "exec"), {"__name__": "__main__"})
        except RuntimeError as error:
            return [f"RuntimeError: {error}"]
    return out.getvalue().splitlines()


def element(page: Any, name: str) -> Any:
    return page.locator(f"[data-explorer={name}]")


def choose(explorer: Any, edge: str, choice: str) -> None:
    fieldset = explorer.locator(f"fieldset[data-edge={edge}]")
    fieldset.locator(f"input[value='{choice}']").check()


def edges(explorer: Any) -> list[str]:
    found = explorer.locator("fieldset[data-edge]")
    return [f.get_attribute("data-edge") for f in found.all()]


def test_every_explorer_of_the_site_is_driven_here(
    pages: dict[str, BeautifulSoup],
) -> None:
    where = {
        (tag["data-explorer"], name)
        for name, page in pages.items()
        for tag in page.select("[data-explorer]")
    }
    own = {(name, f"gallery/explore/{name}.html") for name in NAMES}
    assert where == own | {(name, PAGE) for name in NAMES}


@every_explorer
def test_every_state_is_what_its_program_prints(open_page: Open, name: str) -> None:
    explorer = element(open_page(PAGE), name)
    names = edges(explorer)
    seen = set()
    for choices in product(CHOICES, repeat=len(names)):
        for edge, choice in zip(names, choices, strict=True):
            choose(explorer, edge, choice)
        code = explorer.locator("code[data-program]").text_content()
        seen.add(code)
        outputs = explorer.locator("output[data-grad]").all()
        shown = {o.get_attribute("data-grad"): o.text_content() for o in outputs}
        printed = ran(code)
        if printed[0].startswith("RuntimeError"):
            assert all(printed[0].startswith(text) for text in shown.values())
            assert set(shown.values()) & {"RuntimeError", ""} == set()
        else:
            assert printed == [f"{leaf}.grad = {text}" for leaf, text in shown.items()]
        row = explorer.locator("tr.chosen")
        assert row.get_attribute("data-state") == " | ".join(choices)
    assert len(seen) == len(CHOICES) ** len(names) >= 25


def test_a_leaf_is_grey_where_its_gradient_is_none(open_page: Open) -> None:
    explorer = element(open_page(PAGE), "cut_a_gan_step")
    choose(explorer, "fake", "detach")
    assert explorer.locator("output[data-grad=g]").text_content() == "None"
    assert explorer.locator("[data-kind=none] > span").text_content() == "no gradient"
    (grey,) = explorer.locator("svg.wide g.leaf.off").all()
    assert grey.text_content().split() == ["g", "2"]
    (cut,) = explorer.locator("svg.wide g.severs").all()
    assert cut.text_content().split() == ["\u2702\ufe0e", ".detach()", "line", "5"]
    choose(explorer, "fake", "keep")
    assert explorer.locator("svg .off, svg .severs").count() == 0


def test_zeros_are_told_from_none(open_page: Open) -> None:
    explorer = element(open_page(PAGE), "cut_a_self_supervised_pair")
    told = explorer.locator("p:has(output[data-grad=encoder])")
    assert told.text_content().split("  ") == ["encoder.grad = tensor(0.) exact zeros"]


def test_a_reader_can_do_it_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(PAGE)
    explorer = element(page, EDIT)
    explorer.locator("input[value=keep]").last.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    grad = explorer.locator("output[data-grad=x]")
    assert grad.text_content() == "tensor([0.5000, 0.5000])"
    status = explorer.locator(".explorer-status")
    assert "x.grad = tensor([0.5000, 0.5000])" in status.text_content()
    page.keyboard.press("Tab")
    expect(explorer.get_by_role("button", name="Step")).to_be_focused()
    page.keyboard.press("Enter")
    assert explorer.locator(".explorer-step").text_content().startswith("1 of ")


def test_after_a_reload_choices_and_gradients_agree(open_page: Open) -> None:
    page = open_page(PAGE)
    choose(element(page, EDIT), "limit", ".data")
    page.reload()
    explorer = element(page, EDIT)
    assert explorer.locator("input:checked[value=keep]").count() == 2
    grad = explorer.locator("output[data-grad=x]")
    assert grad.text_content().startswith("RuntimeError")
    explorer.locator("input[value=keep]").last.press("Enter")
    assert page.url.endswith(PAGE)  # nothing was sent


def test_the_stepper_goes_through_both_passes(open_page: Open) -> None:
    explorer = element(open_page(PAGE), "cut_one_of_two_branches")
    choose(explorer, "right", "detach")
    step = explorer.get_by_role("button", name="Step")
    back = explorer.get_by_role("button", name="Back")
    told = explorer.locator(".explorer-step")
    expect(back).to_be_disabled()
    texts, parts = [], []
    while step.is_enabled():
        step.click()
        texts.append(told.text_content().partition(". ")[2])
        parts.append(explorer.locator("svg.wide .at").text_content().split()[0])
    listed = explorer.locator("ol li").all_text_contents()
    assert texts == listed
    assert parts[:2] == ["x", "w"]
    assert texts[4].startswith("Forward: detach makes right = 5, without history")
    assert parts[4] == "\u2702\ufe0e"
    assert texts[-1] == "Backward: w.grad takes in 10."
    assert explorer.locator("ol li[aria-current=step]").text_content() == texts[-1]
    back.click()
    assert told.text_content().endswith(texts[-2])
    choose(explorer, "right", "keep")
    assert told.text_content() == ""


def test_playing_ends_at_the_last_step_and_can_be_paused(open_page: Open) -> None:
    page = open_page(PAGE)
    explorer = element(page, "cut_a_gan_step")
    count = explorer.locator("ol li").count()
    page.clock.install()
    explorer.get_by_role("button", name="Play").click()
    page.clock.run_for(1700)
    told = explorer.locator(".explorer-step")
    assert told.text_content().startswith(f"2 of {count}.")
    explorer.get_by_role("button", name="Pause").click()
    page.clock.run_for(5000)
    assert told.text_content().startswith(f"2 of {count}.")
    explorer.get_by_role("button", name="Play").click()
    page.clock.run_for(60_000)
    assert told.text_content().startswith(f"{count} of {count}.")
    expect(explorer.get_by_role("button", name="Play")).to_be_visible()


def test_nothing_plays_for_a_reader_who_wants_no_motion(open_page: Open) -> None:
    page = open_page(PAGE)
    play = element(page, EDIT).locator("[data-step=play]")
    expect(play).to_be_visible()
    page.emulate_media(reduced_motion="reduce")
    expect(play).to_be_hidden()


def test_without_a_script_it_is_a_table_of_the_states(open_page: Open) -> None:
    page = open_page(PAGE, java_script_enabled=False)
    for name in NAMES:
        explorer = element(page, name)
        expect(explorer.locator("tr[data-state]").last).to_be_visible()
        assert explorer.locator("tr[data-state]").count() == 25
        expect(explorer.locator("figure svg.wide")).to_be_visible()
        expect(explorer.locator("code[data-program]")).to_be_visible()
        expect(explorer.locator("input").first).to_be_disabled()
        assert explorer.get_by_role("button").count() == 0
    # The parts that only a script would bring to life take no room.
    assert explorer.locator(".explorer-choices").bounding_box()["height"] < 20


def test_with_a_script_the_table_is_folded(open_page: Open) -> None:
    explorer = element(open_page(PAGE), EDIT)
    expect(explorer.locator("tr[data-state]").first).to_be_hidden()
    explorer.get_by_text("combinations").click()
    expect(explorer.locator("tr[data-state]").first).to_be_visible()


def test_with_all_opened_there_is_no_fault_of_access(open_page: Open) -> None:
    page = open_page(PAGE)
    for name in NAMES:
        explorer = element(page, name)
        choose(explorer, edges(explorer)[0], "detach")
        explorer.get_by_role("button", name="Step").click()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert access.faults(page) == []


def test_a_phone_shows_it_whole(open_page: Open) -> None:
    page = open_page(PAGE)
    page.set_viewport_size({"width": 390, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    explorer = element(page, EDIT)
    for label in explorer.locator("label").all():
        box = label.bounding_box()
        assert box["height"] >= 24
        assert box["width"] >= 24
        assert box["x"] + box["width"] <= 390


def test_a_gallery_page_holds_its_explorer(open_page: Open) -> None:
    page = open_page(f"gallery/explore/{EDIT}.html")
    choose(element(page, EDIT), "limit", ".data")
    grad = element(page, EDIT).locator("output[data-grad=x]")
    assert grad.text_content() == "tensor([0.5000, 0.5000])"


@pytest.fixture(autouse=True)
def _reset() -> Iterator[None]:
    yield
    state.reset()
