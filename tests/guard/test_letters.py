"""A file that is no plain text is refused with its line."""

from __future__ import annotations

import pytest

from detach_examples.guard.letters import unreadable


@pytest.mark.parametrize(
    "letter", ["\0", "\f", "\v", "\x1b", "\r", "\x85", "\u2028", "\ufeff", "\u202e"]
)
def test_a_letter_that_editors_hide_is_named(letter: str) -> None:
    (fault,) = unreadable("a.md", f"# A\n\nit {letter} is\n")
    assert fault.line == 3
    assert fault.what.endswith(f"U+{ord(letter):04X}.")


def test_what_was_not_utf8_is_named_first() -> None:
    (fault,) = unreadable("a.py", b"one\ncaf\xe9 \0\n".decode("utf-8", "replace"))
    assert (fault.line, fault.what) == (2, "This line is not UTF-8.")


def test_words_of_any_language_are_letters() -> None:
    assert unreadable("a.md", "# Café, ✂︎, 日本語, 😀\n\n\tµs → ∂\n") == []
