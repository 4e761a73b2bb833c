"""The pages of error messages are what they promise to be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import raising

from detach_examples.site import finder

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
MESSAGES = finder.messages(DOCS)
NUMBERS = {"The usual cause": 1, "Two usual causes": 2, "Three usual causes": 3}
every_page = pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.stem)


def page(message: finder.Message) -> Path:
    return DOCS / "errors" / f"{message.stem}.md"


def test_there_are_pages_and_no_message_has_two() -> None:
    assert len(MESSAGES) >= 27
    assert len({m.text for m in MESSAGES}) == len(MESSAGES)


@every_page
def test_a_page_is_named_by_what_its_first_block_raises(
    message: finder.Message, tmp_path: Path
) -> None:
    first = raising.blocks(page(message))[0]
    *_, (error, shown) = list(raising.tracebacks(first, tmp_path))
    assert message.text in str(error)
    assert message.text in first
    assert 'train.py", line' in shown


@every_page
def test_each_cause_raises_the_message_before_the_fix_does_not(
    message: finder.Message,
) -> None:
    text = page(message).read_text("utf-8")
    head, causes, fix = re.split(r"^## ", text, flags=re.MULTILINE)
    title = causes.partition("\n")[0]
    _, *told = re.split(r"^\d\. ", causes, flags=re.MULTILINE)
    assert len(told) == NUMBERS[title]
    for cause in told:
        raised = message.text in cause
        assert raised or "the case above" in cause or len(told) == 1, cause
    assert fix.startswith("Fix\n")
    assert message.text not in fix
    assert ">>> " in fix
    assert "{claim}" in text
    assert text.splitlines()[-1].startswith("More: {doc}`")


def test_the_index_has_each_message_under_one_symptom() -> None:
    index = (DOCS / "fix_it.md").read_text("utf-8")
    shown = re.findall(r"^## .+\n\n```\{messages\} (\w+)\n```$", index, re.MULTILINE)
    assert len(set(shown)) == len(shown)
    assert {m.symptom for m in MESSAGES} == set(shown)


def test_a_page_without_its_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors/some.md").write_text("# no symptom\n")
    with pytest.raises(finder.ExtensionError, match=r"some\.md .* compare it"):
        finder.messages(tmp_path)


def test_a_message_is_read_without_the_marks_of_its_title(tmp_path: Path) -> None:
    (tmp_path / "errors").mkdir()
    head = "---\nsymptom: flags\n---\n# \\`x\\` has __init__\\.\n"
    (tmp_path / "errors/some.md").write_text(head)
    (message,) = finder.messages(tmp_path)
    assert message == finder.Message("`x` has __init__.", "some", "flags")
