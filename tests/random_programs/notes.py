"""What a line of a program says of itself.

All that a program does to gradients stands at the end of the lines that do it, as in

    h = torch.round(x)  #: zeros round

All else is read from the text: a value hangs on whatever its expression reads.

    cuts KINDS [: NAMES] [-> NAMES]   what is read has no gradient from here; of
                                      several targets, only those after the arrow
    zeros KINDS [: NAMES]             it gets exact zeros from here
    copies KINDS: NAME -> NAME        the first one's values are put into the second
    under KIND                        gradients are off in this block, or from here
    off: NAMES, on: NAMES             parameters are told not to ask, or to ask
    writes: NAMES                     these share the storage that is written
    views                             the result is another name of what is read
    ignores: NAMES                    these are read, yet the value is not theirs
    taken                             the branch that runs
    times N                           how often a loop runs
    leaf [frozen|late]                the result is a parameter
    module NAMES                      the result is a module that has these
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from .ties import NONE, Ties

#: What a line says, by the first words.
Notes = dict[str, str]
Change = Callable[[Ties], Ties]

_NOTE = re.compile(r"  #: (?P<notes>.*)$")
_PART = re.compile(r"(?P<word>\w+):? ?(?P<rest>.*?)(?: -> (?P<to>.*))?")
_CHANGES = {"cuts": Ties.cut, "zeros": Ties.zero}


def bare(text: str) -> str:
    """Return a program without what it says of itself."""
    return "".join(_NOTE.sub("", line) + "\n" for line in text.splitlines())


def notes_of(line: str) -> Notes:
    """Return what a line says of itself."""
    found: Notes = {}
    said = _NOTE.search(line)
    for part in said["notes"].split("; ") if said else ():
        match = _PART.fullmatch(part)
        assert match, line
        found[match["word"]] = match["rest"]
        if match["to"]:
            found["to"] = match["to"]
    return found


def change_of(notes: Notes, line: int) -> Change:
    """Return what a line does to all that it reads."""
    for word, change in _CHANGES.items():
        kinds, _, names = notes.get(word, "").partition(": ")
        if kinds and not names:
            return partial(change, line=line, kinds=kinds)
    return lambda ties: ties


def changes_of(notes: Notes, line: int) -> dict[str, Change]:
    """Return what a line does to single names that it reads."""
    found: dict[str, Change] = dict.fromkeys(notes.get("ignores", "").split(), _nothing)
    for word, change in _CHANGES.items():
        kinds, _, names = notes.get(word, "").partition(": ")
        for name in names.split():
            found[name] = partial(change, line=line, kinds=kinds)
    return found


def _nothing(ties: Ties) -> Ties:
    return NONE
