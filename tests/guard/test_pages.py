"""What keeps a page in Markdown from being read as it is meant."""

from __future__ import annotations

from pathlib import Path

import projects
import pytest

from detach_examples.guard import pages

CLOSE = "This fence is not closed."
KIND = "A fence begins inside one of its kind."
RUNS = "No test would run this prompt."
BEGIN = "This fence does not begin its line."

#: name -> (what stands below the title, line of the fault, what)
WRONG = {
    "open": ("```python\n>>> 1\n1\n", 3, CLOSE),
    "open_box": (":::{note}\nIt is.\n", 3, CLOSE),
    "longer_open": ("````python\n>>> 1\n1\n```\n", 3, CLOSE),
    "closed_by_longer": ("```python\n>>> 1\n1\n````\n", 6, "This fence is longer"),
    "lost_end": ("```python\n>>> 1\n1\n\n```python\n>>> 2\n2\n```\n", 7, KIND),
    "lost_begin": ("1\n```\n\n```python\n>>> 2\n2\n```\n", 6, KIND),
    "closes_nothing": ("It is.\n\n:::\n", 5, "This fence closes nothing."),
    "indented": ("1. One\n   ```python\n   >>> 1\n   1\n   ```\n", 4, BEGIN),
    "quoted": ("> ```python\n> >>> 1\n> 1\n> ```\n", 3, BEGIN),
    "indented_end": ("```python\n>>> 1\n1\n ```\n", 6, BEGIN),
    "bare": ("It is so.\n\n>>> 1\n1\n", 5, RUNS),
    "other_language": ("```text\n>>> 1\n1\n```\n", 4, RUNS),
    "no_blank": ("```python\n>>> 1\n1\n>>>2\n2\n```\n", 6, "This prompt lacks blank"),
    "odd_dots": ("```python\n>>> if 1:\n ...   2\n```\n", 5, "This prompt lacks blank"),
    "late_prompt": ("```python\nx = 1\n>>> 1\n1\n```\n", 4, "This session does not"),
    "empty_prompt": ("```python\n>>> 1\n1\n>>> \n```\n", 6, "This prompt is empty."),
    "quoted_prompt": ("```python\n>>> 1\n1\n> >>> 1\n```\n", 6, "This prompt does not"),
    "second_title": ("It is.\n\n# Another\n", 5, "A second title."),
    "tag": ("It is.\n\n<div>\n", 5, "HTML in a page: '<div>'."),
    "comment": ("It is.\n\n<!-- not closed\n", 5, "HTML in a page: '<!-- not"),
    "script": ("It `is` <script>alert(1)</script>\n", 3, "HTML in a page: '<script>"),
    "raw": ("```{raw} html\n<div>\n```\n", 3, "Raw text of another form."),
    "inside_a_note": (":::{note}\n>>> 1\n1\n:::\n", 4, RUNS),
}
RIGHT = {
    "python": "```python\n>>> 1\n1\n```\n",
    "session": "```pycon\n>>> 1\n1\n```\n",
    "claim": ":::{claim} one-is-one\nIt is.\n\n>>> 1\n1\n:::\n",
    "nested": "::::{claim} one-is-one\nIt is.\n\n```python\n>>> 1\n1\n```\n::::\n",
    "shown": "````text\n```python\n>> 1\n```\n````\n",
    "tags_in_code": "It is `<class 'float'>`, <https://a.b>, 1 < 2 and ``<b>`</b>``.\n",
    "titles_in_code": "```python\n# A comment <b>\n```\n",
    "tildes": "```text\n~~~\n:::\n```\n",
}


def _page(root: Path, text: str, name: str = "page.md") -> list[str]:
    (root / "docs").mkdir()
    (root / "docs" / name).write_text(text, encoding="utf-8")
    return [f"{f.file}:{f.line}: {f.what}" for f in pages.faults(root)]


@pytest.mark.parametrize("name", WRONG)
def test_a_page_that_is_read_otherwise_is_named(name: str, tmp_path: Path) -> None:
    text, line, what = WRONG[name]
    (fault,) = _page(tmp_path, f"# A page\n\n{text}")
    assert fault.startswith(f"docs/page.md:{line}: {what}")


@pytest.mark.parametrize("name", RIGHT)
def test_a_sound_fence_is_not_named(name: str, tmp_path: Path) -> None:
    assert _page(tmp_path, f"# A page\n\n{RIGHT[name]}") == []


@pytest.mark.parametrize(
    "text", ["", "\n\n", "It begins so.\n", "## Too deep\n", "#No blank\n", "# \n"]
)
def test_a_page_without_a_title_is_named(text: str, tmp_path: Path) -> None:
    (fault,) = _page(tmp_path, text)
    assert fault.endswith("The page has no title.")


def test_settings_and_labels_stand_before_a_title(tmp_path: Path) -> None:
    head = "---\nsymptom: values\n---\n\n(a-label)=\n{.doors}\n"
    assert _page(tmp_path, f"{head}# A page\n") == []


@pytest.mark.parametrize("name", ["with space.md", "a-b.md", "é.md", "a.b.md"])
def test_a_name_that_makes_no_address_is_named(name: str, tmp_path: Path) -> None:
    (fault,) = _page(tmp_path, "# A page\n", name)
    assert fault.endswith("other signs than letters, digits and _.")


def test_a_page_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/page.md").write_bytes("# Café\n".encode("latin-1"))
    (fault,) = pages.faults(tmp_path)
    assert (fault.line, fault.what) == (1, "This line is not UTF-8.")


def test_the_pages_of_this_site_are_sound() -> None:
    assert pages.faults(projects.ROOT) == []
