"""A report's verdicts as lines for a terminal."""

from __future__ import annotations

from .cuts import KINDS
from .links import link
from .verdict import Cause, Parameter
from .wording import DO, DOUBT, advice, claim, verb, where

#: Of more parameters than one above this, so many are named.
NAMES_SHOWN = 6


def group_lines(
    group: list[Parameter], everything: bool, excepted: frozenset[str]
) -> list[str]:
    """Return the lines on parameters that share one verdict.

    :param everything: name all of them.
    :param excepted: the names whose cut is meant to be there.
    """
    first = group[0]
    meant = " (excepted)" if first.name in excepted else ""
    head = f"{_subject(group, everything)} {claim(first, len(group))}{meant}"
    lines = [head + (":" if first.causes else ".")]
    for cause in first.causes:
        if len(first.causes) == 1:
            lines[0] += f" {_cause_line(cause)}"
        else:
            lines.append(f"  {_cause_line(cause)}")
        lines.append(f"      {cause.code}")
        lines += [
            *(f"    {line}" for line in advice(cause)),
            *([f"    {u}"] if (u := link(cause.kind)) else []),
        ]
    if first.status in DO:
        lines.append(f"    {DO[first.status]}")
    if first.note:
        lines.append(f"    Note: {first.note}.")
    if not first.certain:
        lines.append(f"    {DOUBT}")
    return lines


def _subject(group: list[Parameter], everything: bool) -> str:
    names = [p.name for p in group]
    if len(names) > NAMES_SHOWN + 1 and not everything:
        return f"{', '.join(names[:NAMES_SHOWN])} and {len(names) - NAMES_SHOWN} more"
    return ", ".join(names)


def _cause_line(cause: Cause) -> str:
    return f"{verb(cause)} {KINDS[cause.kind].title} at {where(cause)}"
