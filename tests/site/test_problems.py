"""The problems on their pages: what is served, and what a reader can do with it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import access
import projects
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from detach_examples.quiz import reading, verdict
from detach_examples.quiz.verdict import PARTS

Open = Callable[..., Any]
ROOT = projects.ROOT
every_part = pytest.mark.parametrize("part", PARTS)


def _key(part: str, name: str, *, right: bool, at: int = 0) -> str:
    """Return the value of a right or wrong option of a problem."""
    (judged,) = (j for j in _found(part) if j.problem.name == name)
    keys = [a.option.key for a in judged.answers if a.right == right]
    return keys[at]


def _found(part: str) -> list[verdict.Judged]:
    if part not in _JUDGED:
        _JUDGED[part] = verdict.judged(ROOT, part)
    return _JUDGED[part]


_JUDGED: dict[str, list[verdict.Judged]] = {}


@every_part
def test_what_is_served_is_what_a_fresh_run_finds(
    pages: dict[str, BeautifulSoup], part: str
) -> None:
    shown = pages[f"learn/{part}.html"].select("detach-quiz")
    for box, judged in zip(shown, _found(part), strict=True):
        told = judged.problem
        assert box["data-quiz"] == told.name
        assert box.h2.text.removesuffix("¶") == told.title
        keys = [answer.option.key for answer in judged.answers]
        assert [i["value"] for i in box.select("input[type=radio]")] == keys
        assert {i["name"] for i in box.select("input")} == {told.name}
        rows = box.select(".quiz-found > li")
        for row, answer in zip(rows, judged.answers, strict=True):
            assert row["data-option"] == answer.option.key
            assert row["data-right"] == str(answer.right).lower()
            assert row.strong.text == ("Right" if answer.right else "Wrong")
            if told.kind != "predict":
                said = answer.outcome.said.rstrip() or "It prints nothing."
                assert said in row.text
            assert answer.outcome.missed in row.text
        assert len(box.select(".quiz-hint")) == len(told.hints)
        if told.program:
            code = box.select_one("div.highlight-python div.highlight > pre")
            assert code.text.strip() == told.program.strip()
        if told.kind == "predict" and judged.given:
            assert (
                judged.given.said.strip() in box.select_one(".quiz-answers > pre").text
            )


@every_part
def test_as_served_the_form_sleeps_and_nothing_is_folded_shut(
    pages: dict[str, BeautifulSoup], part: str
) -> None:
    page = pages[f"learn/{part}.html"]
    assert "hidden" in page.select_one(".quiz-bar").attrs
    for box in page.select("detach-quiz"):
        assert "disabled" in box.fieldset.attrs
        assert "hidden" in box.select_one("form button").attrs
        assert not any("hidden" in tag.attrs for tag in box.select("details"))


def test_the_script_is_small_and_on_these_pages_alone(
    site: Path, pages: dict[str, BeautifulSoup]
) -> None:
    script = (site / "_static/quiz.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= 2867
    have = {n for n, p in pages.items() if p.select('script[src*="quiz.js"]')}
    assert have == {f"learn/{part}.html" for part in PARTS}


def choose(page: Any, name: str, key: str) -> Any:
    """Choose an option of a problem and check it; return the problem."""
    box = page.locator(f"detach-quiz[data-quiz={name}]")
    box.locator(f"input[value={key}]").check()
    box.get_by_role("button", name="Check").click()
    return box


@pytest.fixture
def trial(open_page: Open) -> Any:
    return open_page("learn/try.html")


def test_a_right_choice_shows_what_it_prints_and_why(trial: Any) -> None:
    box = choose(trial, "stop_one_path", _key("try", "stop_one_path", right=True))
    said = box.locator(".quiz-said")
    expect(said).to_have_attribute("data-verdict", "right")
    expect(said.get_by_role("status")).to_have_text("✓ Right, at attempt 1 of 3.")
    expect(said.locator("pre")).to_have_text("tensor(3.)")
    expect(said).to_contain_text("so the gradient is that of")
    expect(said).to_be_focused()
    assert box.locator("input:enabled").count() == 0
    score = trial.locator(".quiz-bar [role=status]")
    expect(score).to_have_text("1 of 5 solved, 1 at the first attempt.")


def test_three_wrong_choices_open_the_answers(trial: Any) -> None:
    name = "copy_to_edit"
    for at in range(3):
        box = choose(trial, name, _key("try", name, right=False, at=at))
        status = box.get_by_role("status")
        expect(status).to_contain_text(f"attempt {at + 1} of 3")
        expect(box.locator(".quiz-said")).to_have_attribute("data-verdict", "wrong")
        if at < 2:
            expect(box.locator(".quiz-answers")).to_be_hidden()
    expect(box.locator(".quiz-answers")).to_have_attribute("open", "")
    expect(box.locator("[data-right=true]")).to_be_visible()
    expect(box.get_by_text("Common mistakes:")).to_be_visible()
    expect(box.get_by_role("button", name="Check")).to_be_hidden()
    score = trial.locator(".quiz-bar [role=status]")
    expect(score).to_have_text("0 of 5 solved, 0 at the first attempt; 1 not solved.")


def test_a_wrong_prediction_does_not_tell_the_right_one(open_page: Open) -> None:
    page, name = open_page("learn/challenge.html"), "zero_or_none"
    box = choose(page, name, _key("challenge", name, right=False))
    expect(box.locator(".quiz-said")).to_have_attribute("data-verdict", "wrong")
    assert box.locator(".quiz-said pre").count() == 0


def test_nothing_chosen_costs_no_attempt(trial: Any) -> None:
    box = trial.locator("detach-quiz").first
    box.get_by_role("button", name="Check").click()
    expect(box.get_by_role("status")).to_have_text("Choose one first.")
    assert trial.evaluate("detachStore.read('try', 'none')") == "none"


def test_a_hint_comes_after_the_one_before_it(trial: Any) -> None:
    hints = trial.locator("detach-quiz").first.locator(".quiz-hint")
    expect(hints.nth(1)).to_be_hidden()
    hints.nth(0).locator("summary").click()
    expect(hints.nth(1)).to_be_visible()


def test_the_score_survives_a_reload_until_the_reader_starts_again(
    trial: Any,
) -> None:
    wrong = _key("try", "carried_state", right=False)
    choose(trial, "carried_state", wrong)
    choose(trial, "carried_state", _key("try", "carried_state", right=True))
    choose(trial, "advantage", wrong := _key("try", "advantage", right=False))
    kept = {
        "carried_state": {"tries": 2, "solved": True},
        "advantage": {"tries": 1, "solved": False},
    }
    assert trial.evaluate("detachStore.read('try')") == kept
    trial.reload()
    score = trial.locator(".quiz-bar [role=status]")
    expect(score).to_have_text("1 of 5 solved, 0 at the first attempt.")
    solved = trial.locator("detach-quiz[data-quiz=carried_state]")
    expect(solved.get_by_role("status")).to_have_text("✓ Solved at attempt 2 of 3.")
    expect(solved.locator(".quiz-answers")).to_be_visible()
    box = choose(trial, "advantage", wrong)
    expect(box.get_by_role("status")).to_contain_text("attempt 2 of 3")
    trial.get_by_role("button", name="Start again").click()
    expect(score).to_have_text("0 of 5 solved, 0 at the first attempt.")
    assert solved.locator("input:disabled").count() == 0
    expect(solved.locator(".quiz-answers")).to_be_hidden()
    assert trial.locator("[data-verdict]").count() == 0
    assert trial.locator("article input:checked").count() == 0


def test_a_page_that_is_solved_is_noted_beside_what_was_done(trial: Any) -> None:
    trial.evaluate("detachStore.write('done', {read: '2026-01-02'})")
    names = [judged.problem.name for judged in _found("try")]
    for name in names:
        assert set(trial.evaluate("detachStore.read('done')")) == {"read"}
        choose(trial, name, _key("try", name, right=True))
    done = trial.evaluate("detachStore.read('done')")
    today = trial.evaluate("new Date().toISOString().slice(0, 10)")
    assert done == {"read": "2026-01-02", "try": today}


def test_the_clock_runs_for_who_starts_it_and_stops(open_page: Open) -> None:
    page = open_page("learn/challenge.html")
    timer = page.get_by_role("timer")
    expect(timer).to_have_text("")
    page.get_by_role("button", name="Start a clock").click()
    expect(timer).to_have_text("0:01", timeout=5000)
    page.get_by_role("button", name="Stop the clock").click()
    assert page.get_by_role("button", name="Start a clock").is_visible()
    assert open_page("learn/try.html").get_by_role("timer").count() == 0


def test_the_keyboard_alone_solves_a_problem(trial: Any) -> None:
    box = trial.locator("detach-quiz").first
    keys = [i.get_attribute("value") for i in box.locator("input").all()]
    box.locator("input").first.focus()
    trial.keyboard.press("Space")
    for _ in range(keys.index(_key("try", "stop_one_path", right=True))):
        trial.keyboard.press("ArrowDown")
    trial.keyboard.press("Tab")
    expect(box.get_by_role("button", name="Check")).to_be_focused()
    trial.keyboard.press("Enter")
    expect(box.locator(".quiz-said")).to_have_attribute("data-verdict", "right")
    expect(box.locator(".quiz-said")).to_be_focused()
    trial.keyboard.press("Tab")
    trial.keyboard.press("Enter")
    expect(box.locator(".quiz-hint").first).to_have_attribute("open", "")


@every_part
def test_without_scripts_everything_can_be_read(open_page: Open, part: str) -> None:
    page = open_page(f"learn/{part}.html", java_script_enabled=False)
    assert page.locator("noscript p").is_visible()
    assert page.get_by_role("button", name="Check").count() == 0
    assert page.locator(".quiz-bar:visible").count() == 0
    box = page.locator("detach-quiz").first
    assert box.locator("input:enabled").count() == 0
    assert box.locator("details:visible").count() == box.locator("details").count()
    box.locator(".quiz-answers summary").click()
    assert box.locator("[data-right=true]").is_visible()


def _open_all(page: Any, part: str) -> None:
    """Bring every state onto the page: right, wrong, given up, hints open."""
    names = [judged.problem.name for judged in _found(part)]
    choose(page, names[0], _key(part, names[0], right=True))
    choose(page, names[1], _key(part, names[1], right=False))
    for at in range(3):
        choose(page, names[2], _key(part, names[2], right=False, at=at))
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")


@every_part
def test_opened_widgets_have_no_serious_fault_of_access_and_fit(
    open_page: Open, part: str
) -> None:
    page = open_page(f"learn/{part}.html")
    _open_all(page, part)
    assert access.faults(page) == []
    assert access.faults(page, "detach-quiz") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = """() => [...document.querySelectorAll("detach-quiz *")]
      .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > 390)
      .map((e) => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(wide) == []
    small = """() => [...document.querySelectorAll(".quiz-bar button, .quiz-form label,"
      + ".quiz-form button, detach-quiz summary")].filter((e) => e.checkVisibility())
      .filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.outerHTML)"""
    assert page.evaluate(small) == []


@pytest.fixture
def solving(project: Path) -> Path:
    """A small project with one page of one problem."""
    folder = project / reading.FOLDER / "try"
    folder.mkdir(parents=True)
    (folder / "one.toml").write_text(ONE, encoding="utf-8")
    page = project / "docs/learn/try.md"
    page.write_text(
        "---\norphan: true\n---\n# Try\n\nIt is.\n\n```{problems} try\n```\n"
    )
    done = projects.build(project)
    assert done.returncode == 0, done.stdout + done.stderr
    return project


ONE = """title = "One"
kind = "predict"
level = "easy"
question = "What?"
program = "print(1)"
hints = ["Run it."]

[[options]]
text = "1"
why = "It does."

[[options]]
text = "2"
why = "It does not."

[[options]]
text = "3"
why = "Nor this."
"""


def _built(project: Path) -> str:
    done = projects.build(project)
    assert done.returncode == 0, done.stdout + done.stderr
    return (project / "build/html/learn/try.html").read_text("utf-8")


def test_a_problem_that_comes_changes_or_goes_is_seen_and_else_nothing_is_run(
    solving: Path,
) -> None:
    import json

    folder = solving / reading.FOLDER / "try"
    page = solving / "build/html/learn/try.html"
    before = page.read_bytes()
    assert projects.build(solving).returncode == 0
    assert not json.loads((solving / "build/result.json").read_text())["torch_imported"]
    assert page.read_bytes() == before
    (folder / "two.toml").write_text(ONE.replace('"One"', '"Two"'), encoding="utf-8")
    assert "<h2>Two" in _built(solving)
    (folder / "two.toml").write_text(ONE.replace('"One"', '"Four"'), encoding="utf-8")
    assert "<h2>Four" in _built(solving)
    (folder / "two.toml").unlink()
    assert "<h2>Four" not in _built(solving)


def test_a_problem_without_a_right_option_stops_the_build(solving: Path) -> None:
    path = solving / reading.FOLDER / "try/one.toml"
    path.write_text(ONE.replace('"1"', '"4"'), encoding="utf-8")
    done = projects.build(solving)
    assert done.returncode == 1
    (fault,) = projects.faults(done.stderr)
    assert fault.file == "docs/learn/_problems/try/one.toml"
    assert fault.what == "No option is right."
    assert fault.do.startswith("Change the goal, the proofs or the options")
    assert "Traceback" not in done.stderr


def test_a_part_that_is_none_is_named(project: Path) -> None:
    with (project / "docs/index.md").open("a") as page:
        page.write("\n```{problems} exam\n```\n")
    done = projects.build(project)
    assert done.returncode == 1
    assert "There is no 'exam'; choose from try, challenge." in done.stderr
