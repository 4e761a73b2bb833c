"""Progress: marks at the foot of pages, and the panel that shows and keeps them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import projects
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from detach_examples.site.progress import MODES

Open = Callable[..., Any]
PAGES = {
    "lesson.md": "# A lesson\n",
    "learn/recall.md": "# Recall\n\n```{progress} recall\n```\n",
    "learn/index.md": "# Learn\n\nHow far you are.\n\n```{progress}\n```\n",
}
STORED = "detachStore.all()"


@pytest.fixture(scope="module")
def learn(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small site with a panel, and two modes."""
    root = tmp_path_factory.mktemp("progress") / "project"
    shutil.copytree(seed, root)
    for name, text in PAGES.items():
        (root / "docs" / name).parent.mkdir(exist_ok=True)
        (root / "docs" / name).write_text(f"---\norphan: true\n---\n{text}")
    done = projects.build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "build/html/learn"


@pytest.fixture
def panel(open_page: Open, learn: Path) -> Any:
    """The page with the panel, with its scripts."""
    return open_page((learn / "index.html").as_uri())


def listed(page: Any) -> list[str]:
    return [item.inner_text() for item in page.locator("detach-progress li").all()]


def status(page: Any) -> str:
    return page.locator("detach-progress [role=status]").inner_text()


def give(page: Any, text: str) -> None:
    """Choose a file of that text, and wait for what is said of it."""
    file = {"name": "p.json", "mimeType": "application/json", "buffer": text.encode()}
    page.get_by_label("Import").set_input_files(file)
    expect(page.locator("detach-progress [role=status]")).not_to_have_text("")


def test_a_mark_is_set_taken_back_and_kept(open_page: Open, learn: Path) -> None:
    page = open_page((learn / "recall.html").as_uri())
    button = page.get_by_role("button", name="Mark as done")
    assert button.get_attribute("aria-pressed") == "false"
    page.evaluate("detachStore.write('done', {why: '2026-01-01'})")
    page.clock.set_fixed_time("2026-03-02T12:00:00")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert status(page) == "Done on 2026-03-02."
    page.reload()
    assert status(page) == "Done on 2026-03-02."
    page.goto((learn / "index.html").as_uri())
    assert listed(page) == ["A lesson", "Recall done on 2026-03-02"]
    page.go_back()
    button.click()
    assert status(page) == ""
    assert page.evaluate(STORED) == {"done": {"why": "2026-01-01"}}


def test_the_panel_lists_the_modes_that_have_a_page(panel: Any) -> None:
    assert listed(panel) == ["A lesson", "Recall"]
    panel.get_by_role("link", name="A lesson").last.click()
    assert panel.url.endswith("/lesson.html")


def test_what_is_exported_can_be_imported(panel: Any) -> None:
    kept = {
        "done": {"lesson": "2026-03-02"},
        "recall": {"a-b": {"due": "2026-03-03", "interval": 1, "ease": 2.5, "reps": 1}},
        "quiz": [1, "two"],
    }
    panel.evaluate("(kept) => detachStore.replace(kept)", kept)
    with panel.expect_download() as caught:
        panel.get_by_role("button", name="Export").click()
    assert caught.value.suggested_filename == "detach-examples-progress.json"
    text = caught.value.path().read_text("utf-8")
    assert json.loads(text) == {"site": "detach-examples", "kept": kept}
    panel.evaluate("detachStore.replace({})")
    assert listed(panel) == ["A lesson", "Recall"]
    give(panel, text)
    assert status(panel) == "Your progress is imported."
    assert panel.evaluate(STORED) == kept
    assert listed(panel) == ["A lesson done on 2026-03-02", "Recall"]
    panel.reload()
    assert panel.evaluate(STORED) == kept


CARD = {"due": "2026-03-03", "interval": 1, "ease": 2.5, "reps": 1}
FOREIGN = [
    "",
    "null",
    "no JSON",
    "[]",
    '{"site": "another", "kept": {}}',
    '{"site": "detach-examples"}',
    '{"site": "detach-examples", "kept": [1]}',
    '{"site": "detach-examples", "kept": {"done": {"lesson": "<b>"}}}',
    '{"site": "detach-examples", "kept": {"done": {"lesson": true}}}',
    '{"site": "detach-examples", "kept": {"recall": {"a-b": null}}}',
    *(
        json.dumps(
            {"site": "detach-examples", "kept": {"recall": {"a": {**CARD, k: v}}}}
        )
        for k, v in {"due": 3, "interval": "1", "ease": None, "reps": "x"}.items()
    ),
]


@pytest.mark.parametrize("text", FOREIGN)
def test_a_file_that_is_not_ours_changes_nothing(panel: Any, text: str) -> None:
    kept = {"done": {"lesson": "2026-03-02"}}
    panel.evaluate("(kept) => detachStore.replace(kept)", kept)
    give(panel, text)
    assert (
        status(panel) == "This is no progress file of this site: nothing was changed."
    )
    assert panel.evaluate(STORED) == kept


def test_clear_asks_first(panel: Any) -> None:
    kept = {"done": {"lesson": "2026-03-02"}}
    panel.evaluate("(kept) => detachStore.replace(kept)", kept)
    clear = panel.get_by_role("button", name="Clear", exact=True)
    for answer, left in (("Keep it", kept), ("Clear it all", {})):
        expect(panel.get_by_role("button", name=answer)).to_be_hidden()
        clear.press("Enter")
        assert panel.evaluate(STORED) == kept
        # The harmless answer has the focus.
        expect(panel.get_by_role("button", name="Keep it")).to_be_focused()
        panel.get_by_role("button", name=answer).press("Enter")
        assert panel.evaluate(STORED) == left
        expect(clear).to_be_focused()
    assert status(panel) == "All is cleared."
    assert listed(panel) == ["A lesson", "Recall"]


def test_without_scripts_one_sentence_says_what_is_missing(
    open_page: Open, learn: Path
) -> None:
    page = open_page((learn / "index.html").as_uri(), java_script_enabled=False)
    shown = page.locator("detach-progress").inner_text()
    assert shown == "Your progress needs JavaScript, and is kept in this browser alone."
    page.goto((learn / "recall.html").as_uri())
    assert page.locator("detach-progress").inner_text() == ""


@pytest.mark.parametrize("name", ["index.html", "recall.html"])
def test_a_panel_and_a_mark_have_no_fault_of_access(
    open_page: Open, learn: Path, name: str
) -> None:
    faults = []
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "dark")):
        page = open_page((learn / name).as_uri(), width=width, scheme=scheme)
        page.evaluate(
            "detachStore.write('done', {lesson: '2026-03-02', recall: '2026-03-02'})"
        )
        if name == "index.html":
            page.get_by_role("button", name="Clear", exact=True).click()
        told = Axe().run(page, "detach-progress").response
        faults += [f"{width} {scheme} {rule['id']}" for rule in told["violations"]]
        assert "color-contrast" in {rule["id"] for rule in told["passes"]}
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for target in page.locator("detach-progress button, input").all():
            if target.is_visible():
                assert target.bounding_box()["height"] >= 24
    assert faults == []


def test_a_mode_that_is_none_is_refused(project: Path) -> None:
    with (project / "docs/index.md").open("a") as page:
        page.write("\n```{progress} lesson_two\n```\n")
    done = projects.build(project)
    assert done.returncode == 1
    assert "there is no mode 'lesson_two': it is one of lesson, why" in done.stderr


def test_a_new_mode_comes_onto_the_panel(seed: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(seed, root)
    (root / "docs/learn").mkdir()
    for name in ("learn/index.md", "learn/recall.md", "lesson.md"):
        (root / "docs" / name).write_text(f"---\norphan: true\n---\n{PAGES[name]}")
        assert projects.build(root).returncode == 0
    shown = projects.opened(root)["learn/index.html"].decode()
    assert all(f'class="mode-{mode}"' in shown for mode in ("lesson", "recall"))
    assert len(MODES) == 10
    (root / "docs/lesson.md").write_text("---\norphan: true\n---\n# Another lesson\n")
    assert projects.build(root).returncode == 0
    assert ">Another lesson<" in projects.opened(root)["learn/index.html"].decode()
