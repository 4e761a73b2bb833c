from __future__ import annotations

import warnings

import pytest

from detach_examples.expect import expect_error, expect_warning, first_clause


def warn(*messages: str | Warning) -> None:
    for message in messages:
        warnings.warn(message, stacklevel=1)


@pytest.mark.parametrize(
    ("message", "clause"),
    [
        (
            "Trying to backward a second time (or worse). Hint: x",
            "Trying to backward a",
        ),
        ("modified by an inplace operation: [2], is at version 1", "modified by"),
        ("you can only change flags; use detach", "you can only change flags"),
        ("first line\nsecond line", "first line"),
        ("  Can't call numpy() on version 2.13 of it.  ", "Can't call numpy()"),
    ],
)
def test_the_first_clause_ends_where_details_begin(message: str, clause: str) -> None:
    told = first_clause(message)
    assert told.startswith(clause)
    assert not set("\n:;") & set(told)
    assert told == told.strip().rstrip(".")


def test_a_wanted_error_is_shown_by_its_own_type(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with expect_error(LookupError, match="no such"):
        raise IndexError("no such row: 3")
    assert capsys.readouterr().out == "IndexError: no such row\n"


def test_an_error_that_does_not_come_fails_the_script() -> None:
    with (
        pytest.raises(AssertionError, match=r"RuntimeError matching 'x'.* nothing"),
        expect_error(RuntimeError, match="x"),
    ):
        pass


def test_an_error_with_another_text_fails_and_shows_that_text() -> None:
    with (
        pytest.raises(AssertionError, match="does not match 'inplace':\nother text"),
        expect_error(RuntimeError, match="inplace"),
    ):
        raise RuntimeError("other text")


def test_an_error_of_another_type_passes_through() -> None:
    with (
        pytest.raises(ValueError, match="inplace"),
        expect_error(RuntimeError, match="inplace"),
    ):
        raise ValueError("inplace")


def test_a_wanted_warning_is_shown_by_its_own_type(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with expect_warning(Warning, match="old"):
        warn(FutureWarning("this is old. Use the new"))
    assert capsys.readouterr().out == "FutureWarning: this is old\n"


@pytest.mark.parametrize(
    ("came", "told"), [([], "got none"), (["one", "other"], "got one; other")]
)
def test_a_warning_that_does_not_come_fails_and_says_what_came(
    came: list[str], told: str
) -> None:
    with (
        pytest.raises(AssertionError, match=f"UserWarning matching 'old', {told}"),
        expect_warning(UserWarning, match="old"),
    ):
        warn(*came)


@pytest.mark.parametrize("kind", [FutureWarning, UserWarning])
def test_an_unwanted_warning_is_not_swallowed_by_a_wanted_one(
    kind: type[Warning],
) -> None:
    with (
        pytest.warns(kind, match="not asked for"),
        expect_warning(UserWarning, match="old"),
    ):
        warn(kind("not asked for"), "old")


def test_an_error_among_warnings_passes_through() -> None:
    with pytest.raises(ValueError, match="bad"), expect_warning(UserWarning, match="x"):
        raise ValueError("bad")
