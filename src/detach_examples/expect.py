"""Wanted errors and warnings: shown in one line, required to come."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_CLAUSE_END = re.compile(r"[.:;](?:\s|$)|\s\(|\n")


def first_clause(text: str) -> str:
    """Return the part of a message that names the fault.

    torch appends shapes, versions and hints that differ between releases;
    the first clause is the part that a reader searches for.

    >>> first_clause("a view was modified: [4] is at version 1. Hint: none")
    'a view was modified'
    """
    return _CLAUSE_END.split(text.strip(), maxsplit=1)[0]


@contextmanager
def expect_error(kind: type[Exception], *, match: str) -> Iterator[None]:
    """Run a block that must raise; print the error's type and first clause.

    A page shows a real error this way and goes on.  The script fails when
    nothing is raised, or something else, so the page cannot outlive the error.

    :param kind: the exception's type.
    :param match: a regular expression that the message must contain.
    :raises AssertionError: when nothing is raised, or the text differs.

    >>> with expect_error(ZeroDivisionError, match="by zero"):
    ...     1 / 0
    ZeroDivisionError: division by zero
    """
    try:
        yield
    except kind as error:
        text, name = str(error), type(error).__name__
        if not re.search(match, text):
            raise AssertionError(
                f"{name} came, but its text does not match {match!r}:\n{text}"
            ) from error
        print(f"{name}: {first_clause(text)}")
    else:
        raise AssertionError(
            f"expected {kind.__name__} matching {match!r}, but nothing was raised"
        )


@contextmanager
def expect_warning(kind: type[Warning], *, match: str) -> Iterator[None]:
    """Run a block that must warn; print the warning's type and first clause.

    :param kind: the warning's category.
    :param match: a regular expression that one message must contain.
    :raises AssertionError: when no warning of that kind and text comes.

    >>> with expect_warning(UserWarning, match="old"):
    ...     warnings.warn("this is old: use the new one", stacklevel=1)
    UserWarning: this is old
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    wanted = [
        w
        for w in caught
        if issubclass(w.category, kind) and re.search(match, str(w.message))
    ]
    if not wanted:
        came = "; ".join(str(w.message) for w in caught) or "none"
        raise AssertionError(f"expected {kind.__name__} matching {match!r}, got {came}")
    for other in caught:
        if other not in wanted:
            warnings.warn_explicit(
                other.message, other.category, other.filename, other.lineno
            )
    first = wanted[0]
    print(f"{first.category.__name__}: {first_clause(str(first.message))}")
