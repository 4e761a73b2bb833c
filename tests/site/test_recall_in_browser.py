"""The cards in the hands of a reader: mouse, keyboard, no script, another day."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import access
import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
NAME = "learn/recall.html"
START = dt.datetime(2026, 3, 2, 12)
Open = Callable[..., Any]
STORED = "(part) => detachStore.read(part, {})"


@pytest.fixture(scope="module")
def model() -> dict[str, Any]:
    """What the page itself says that SM-2 does: its prompts, run."""
    text = (ROOT / "docs/learn/recall.md").read_text("utf-8")
    prompts = re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", text, re.MULTILINE)
    code = "\n".join(prompts).partition("card = FIRST")[0]
    scope: dict[str, Any] = {}
    exec(code, scope)
    return scope


@pytest.fixture
def reader(open_page: Open) -> Any:
    """The page on a day of ours."""
    page = open_page(NAME)
    page.clock.set_fixed_time(START)
    page.reload()
    return page


def status(page: Any) -> str:
    return page.locator("detach-recall [role=status]").inner_text()


def card_of(page: Any) -> str:
    return page.evaluate("document.querySelector('detach-recall').card?.id ?? ''")


def grade(page: Any, name: str) -> None:
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name=name).click()


def test_a_mouse_turns_a_card_and_grades_it(reader: Any) -> None:
    assert status(reader) == "0 due, 10 new, 0 learned."
    face, first = reader.locator(".recall-shown"), card_of(reader)
    assert not face.locator("pre").count()
    grade_row = reader.get_by_role("button", name="Good")
    expect(grade_row).to_be_hidden()
    reader.get_by_role("button", name="Show the answer").click()
    card = reader.locator(f"[id='{first}']")
    assert face.locator("pre").inner_text() == card.locator("pre").text_content()
    href = face.locator(".cite a").get_attribute("href")
    assert href == card.locator(".cite a").get_attribute("href")
    grade_row.click()
    assert status(reader) == "0 due, 9 new, 1 learned."
    assert card_of(reader) != first
    assert reader.evaluate(STORED, "recall") == {
        first: {"due": "2026-03-03", "interval": 1, "ease": 2.5, "reps": 1}
    }


def test_a_keyboard_is_enough(reader: Any) -> None:
    reader.get_by_label("Deck").focus()
    reader.keyboard.press("Tab")
    for key, (answer, wanted) in zip("1234", [(" ", 0), ("Enter", 1)] * 2, strict=True):
        name = card_of(reader)
        reader.keyboard.press(answer)
        expect(reader.get_by_role("button", name="Good")).to_be_visible()
        focused = reader.evaluate("document.activeElement.textContent")
        assert reader.locator(f"[id='{name}'] .cite").text_content() in focused
        reader.keyboard.press(key)
        known = reader.evaluate(STORED, "recall")[name]
        assert known["interval"] == (0 if key == "1" else 1), wanted
        assert card_of(reader) != name


def test_a_key_that_is_not_ours_is_left_to_the_browser(reader: Any) -> None:
    reader.get_by_role("button", name="Show the answer").click()
    for key in ("5", "Control+2", "a"):
        reader.keyboard.press(key)
    reader.get_by_label("Deck").press("3")
    assert reader.evaluate(STORED, "recall") == {}


#: Turns and grades cards until none is left, or no grade is.
SESSION = """(grades) => {
  const widget = document.querySelector("detach-recall"), told = [];
  const [show, ...buttons] = widget.querySelectorAll(".recall-act button");
  for (const grade of grades) {
    if (!widget.card) break;
    told.push([widget.card.id, grade]);
    show.click();
    buttons[grade].click();
  }
  return told;
}"""


@pytest.mark.parametrize(
    ("weights", "reps", "ease"), [((1, 1, 1, 1), 4, 2.7), ((3, 6, 0, 0), 0, 1.3)]
)
def test_the_browser_s_sm_2_is_the_one_that_the_page_tells(
    reader: Any, model: dict[str, Any], weights: list[int], reps: int, ease: float
) -> None:
    dice, today, known = random.Random(7), START, {}
    qualities = list(model["GRADES"].values())
    total = 0
    for _ in range(16):
        reader.clock.set_fixed_time(today)
        reader.reload()
        before = set(known)
        told = reader.evaluate(SESSION, dice.choices(range(4), weights, k=60))
        for name, at in told:
            due, card = known.get(name, (today.date(), model["FIRST"]))
            assert due <= today.date()
            card = model["review"](card, qualities[at])
            known[name] = today.date() + dt.timedelta(days=card[0]), card
        assert len(set(known) - before) <= 10
        total += len(told)
        today += dt.timedelta(days=dice.randint(1, 9))
    assert total > 300
    # The grades led far, and to the least ease.
    assert any(card[2] >= reps for _, card in known.values())
    assert any(card[1] == pytest.approx(ease) for _, card in known.values())
    wanted = {
        name: {"due": due.isoformat(), "interval": i, "ease": e, "reps": n}
        for name, (due, (i, e, n)) in known.items()
    }
    assert reader.evaluate(STORED, "recall") == wanted


def test_a_card_graded_again_returns_after_the_others(reader: Any) -> None:
    told = reader.evaluate(SESSION, [0] + [2] * 10)
    assert len(told) == 11
    assert told[10][0] == told[0][0]
    assert not card_of(reader)


def test_ten_new_cards_a_day_and_the_rest_another_day(reader: Any) -> None:
    first = {name for name, _ in reader.evaluate(SESSION, [3] * 50)}
    assert len(first) == 10
    assert status(reader) == (
        "0 due, 0 new, 10 learned. Nothing is left in this deck today; "
        "the next card is due on 2026-03-03."
    )
    expect(reader.locator(".recall-shown")).to_be_hidden()
    reader.reload()
    assert status(reader).startswith("0 due, 0 new, 10 learned.")
    reader.clock.set_fixed_time(START + dt.timedelta(days=1))
    reader.reload()
    assert status(reader) == "10 due, 10 new, 0 learned."
    assert card_of(reader) in first


def test_a_deck_shows_its_own_cards(reader: Any) -> None:
    for title, deck in (
        ("Pitfalls", "deck-pitfalls"),
        ("Error messages", "deck-errors"),
    ):
        reader.get_by_label("Deck").select_option(title)
        own = reader.locator(f"#{deck} .recall-card")
        assert card_of(reader) == own.first.get_attribute("id")
        told = reader.evaluate(SESSION, [2, 2])
        assert all(reader.locator(f"#{deck} [id='{name}']").count() for name, _ in told)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_day_is_the_reader_s_own(open_page: Open, zone: str) -> None:
    page = open_page(NAME, timezone_id=zone)
    # Half past eleven in the evening, and half past midnight, of the same two days.
    for hour, day, wanted in (("23:30", "02", "03"), ("00:30", "03", "09")):
        local = dt.datetime.fromisoformat(f"2026-03-{day}T{hour}:00")
        page.clock.set_fixed_time(local.replace(tzinfo=ZoneInfo(zone)))
        page.reload()
        ((name, _),) = page.evaluate(SESSION, [2])
        due = page.evaluate(STORED, "recall")[name]["due"]
        assert due == f"2026-03-{wanted}"


@pytest.mark.parametrize(
    ("grades", "days"), [([3] * 9, 1), ([3] * 10, 1), ([0] * 20, 1)]
)
def test_twenty_cards_or_the_end_of_a_deck_are_a_mark(
    reader: Any, grades: list[int], days: int
) -> None:
    reader.evaluate(SESSION, grades[:-1])
    assert reader.evaluate(STORED, "done") == {}
    reader.evaluate("detachStore.write('done', {why: '2026-01-01'})")
    reader.evaluate(SESSION, grades[-1:])
    done = {"why": "2026-01-01"}
    if len(grades) > 9:
        done["recall"] = "2026-03-02"
        pressed = reader.get_by_role("button", name="Mark as done", pressed=True)
        expect(pressed).to_be_visible()
    assert reader.evaluate(STORED, "done") == done


def test_without_scripts_an_opened_card_shows_its_back(open_page: Open) -> None:
    page = open_page(NAME, java_script_enabled=False)
    card = page.locator("#no_grad_fn")
    expect(card.locator(".recall-back")).to_be_hidden()
    card.locator("summary").click()
    expect(card.locator(".recall-back")).to_be_visible()
    card.get_by_role("link").click()
    assert page.url.endswith("/errors/no_grad_fn.html")


def test_an_address_of_a_card_leads_to_it(open_page: Open, site: Path) -> None:
    page = open_page(f"{(site / NAME).as_uri()}#no_grad_fn")
    expect(page.locator("#no_grad_fn")).to_be_in_viewport()
    plain = open_page(NAME)
    expect(plain.locator("#no_grad_fn")).to_be_hidden()
    plain.get_by_text(re.compile(r"^All \d+ cards$")).click()
    expect(plain.locator("#no_grad_fn")).to_be_visible()


def test_a_turned_card_has_no_fault_of_access(open_page: Open) -> None:
    page = open_page(NAME)
    page.get_by_role("button", name="Show the answer").click()
    assert access.faults(page, "detach-recall") == []


def test_on_a_phone_nothing_is_wide_and_every_target_is_large(open_page: Open) -> None:
    page = open_page(NAME, width=390)
    page.get_by_role("button", name="Show the answer").click()
    page.locator(".recall-all > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = """() => [...document.querySelectorAll("detach-recall *")]
      .filter((e) => e.getBoundingClientRect().right > innerWidth).length"""
    assert page.evaluate(wide) == 0
    for target in page.locator("detach-recall button, detach-recall select").all():
        if target.is_visible():
            box = target.bounding_box()
            assert min(box["width"], box["height"]) >= 24
