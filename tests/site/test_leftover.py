"""Markup that was taken for text, and text that was taken for a comment."""

from __future__ import annotations

import pytest
from docutils.core import publish_doctree

from detach_examples.site.leftover import found


def _told(text: str) -> list[str]:
    tree = publish_doctree(text, settings_overrides={"report_level": 5})
    return [what for _, what in found(tree)]


@pytest.mark.parametrize(
    "text",
    [
        "It calls {py:meth}torch.Tensor.detach there.",
        "It calls py:meth:\\`detach there.",
        "See [the page](there).",
        "It is \\*\\*bold there.",
        "It ends in ``code`` and \\`\\`more.",
        ":::{note}\nLost.",
        "#### Too deep",
        "A <b>word</b> in HTML.",
        "A (label)= {{ name }}.",
    ],
)
def test_markup_that_shows_is_told(text: str) -> None:
    (what, *_) = _told(text)
    assert what.startswith("markup shows as text: ")


@pytest.mark.parametrize("text", [".. note: lost words", ".. clam:\n\n   Lost words."])
def test_text_that_does_not_show_is_told(text: str) -> None:
    (what,) = _told(f"Before.\n\n{text}\n\nAfter.")
    assert what.startswith("a comment hides text: ")


def test_code_and_plain_words_are_not_told() -> None:
    text = (
        "A ``{py:meth}`x` **`` and a note: it is 3:4, i.e. {a, b}, f(x)[0].\n\n::\n\n"
    )
    assert _told(f"{text}    ```python\n\n.. DO NOT EDIT.\n") == []
