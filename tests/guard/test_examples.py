"""What is collected is run, and what differs is told."""

from __future__ import annotations

import warnings
from pathlib import Path

import projects
import pytest
from sybil import Document
from sybil.example import SybilFailure

from detach_examples.guard import examples
from detach_examples.guard.golden import Frozen


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    projects.make(tmp_path)
    monkeypatch.setattr(examples, "ROOT", tmp_path)
    return tmp_path


def of_script(root: Path, code: str, printed: str) -> Document:
    projects.add(root, "pitfalls/sound_page", code)
    held = root / "tests/golden/pitfalls/sound_page.txt"
    held.parent.mkdir(parents=True, exist_ok=True)
    held.write_text(printed)
    path = root / "gallery/pitfalls/sound_page.py"
    return examples.ScriptDocument.parse(str(path), *examples.gallery.parsers)


def test_each_block_is_compared_with_its_part_of_the_frozen_output(root: Path) -> None:
    first, second = of_script(root, "print('on')", "start\non\n").examples()
    first.evaluate()
    second.evaluate()


def test_a_block_that_prints_otherwise_is_told_with_its_line(root: Path) -> None:
    first, second = of_script(root, "print('off')", "start\non\n").examples()
    first.evaluate()
    with pytest.raises(SybilFailure, match=r"line 16, (?s:.*)off\n(?s:.*)on\n"):
        second.evaluate()


def test_output_that_is_missing_at_the_end_is_told(root: Path) -> None:
    *_, last = of_script(root, "print('on')", "start\non\nmore\n").examples()
    with pytest.raises(SybilFailure, match="Not printed:\nmore"):
        last.evaluate()


def test_a_block_alone_has_those_before_it(root: Path) -> None:
    code = "x = 3\nprint(x)\n\n# %%\n# On.\n\nprint(x + 1)"
    *_, last = of_script(root, code, "start\n3\n4\n").examples()
    last.evaluate()


def test_what_a_script_leaves_changed_is_told(root: Path) -> None:
    code = "import torch\n_ = torch.set_grad_enabled(False)\nprint('on')"
    *_, last = of_script(root, code, "start\non\n").examples()
    with pytest.raises(SybilFailure, match="leaves the grad mode changed"):
        last.evaluate()


def test_a_warning_in_a_script_is_an_error(root: Path) -> None:
    code = "import warnings\nwarnings.warn('look', stacklevel=1)\nprint('on')"
    first, last = of_script(root, code, "start\non\n").examples()
    # Each block is a test of its own: what one sets ends with it.
    with warnings.catch_warnings():
        first.evaluate()
    with (
        warnings.catch_warnings(action="ignore"),
        pytest.raises(UserWarning, match="look"),
    ):
        last.evaluate()


def test_prompts_in_the_text_of_a_script_see_its_blocks(root: Path) -> None:
    code = "x = 3\nprint(x)\n\n# %%\n# On.\n#\n# >>> x\n# 4\n\nprint(x)"
    first, second, prompt, _ = of_script(root, code, "start\n3\n3\n").examples()
    first.evaluate()
    second.evaluate()
    assert examples.is_prompt(prompt)
    with pytest.raises(SybilFailure, match="Expected:\n *4\nGot:\n *3"):
        prompt.evaluate()


@pytest.mark.parametrize(
    "text",
    [
        "```python\n>>> 1 + 1\n3\n```\n",
        "```pycon\n>>> 1 + 1\n3\n```\n",
        ":::{claim} a-b\nSo.\n\n>>> 1 + 1\n3\n\n:::\n",
        "::::{claim} a-b\n```python\n>>> 1 + 1\n3\n```\n::::\n",
    ],
)
def test_prompts_of_every_form_are_run(tmp_path: Path, text: str) -> None:
    path = tmp_path / "page.md"
    path.write_text(text)
    (example,) = Document.parse(str(path), *examples.pages.parsers).examples()
    with pytest.raises(SybilFailure, match="Got:\n *2"):
        example.evaluate()


def test_frozen_output_is_found_again_after_a_difference() -> None:
    frozen = Frozen("one\ntwo\nthree\n")
    assert frozen.difference("one\n") == ""
    assert "two" in frozen.difference("other\n")
    assert frozen.difference("three\n") == ""
    assert frozen.rest == ""


def test_output_out_of_turn_is_a_difference() -> None:
    frozen = Frozen("one\ntwo\n")
    assert frozen.difference("two\n")
