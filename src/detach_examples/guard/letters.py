"""Refuse a file that is no plain text: what an editor hides, a build would hide too."""

from __future__ import annotations

import unicodedata

from .faults import Fault

#: Control and format characters; ``Zl`` and ``Zp`` end lines for some readers alone.
_ODD = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_PLAIN = "\n\t"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def unreadable(file: str, text: str) -> list[Fault]:
    """Return the first fault of a text that was read with ``errors="replace"``.

    >>> print(*unreadable("docs/a.md", "# A page\\n\\nIt is \\0.\\n"))
    docs/a.md:3: This line has the control character U+0000.
        Remove it: editors do not show it.
    """
    for line, row in enumerate(text.split("\n"), 1):
        if _REPLACEMENT in row:
            do = "Save the file in this encoding."
            return [Fault(file, line, "This line is not UTF-8.", do)]
        if row.isascii() and row.isprintable():
            continue
        for letter in row:
            if unicodedata.category(letter) in _ODD and letter not in _PLAIN:
                what = f"This line has the control character U+{ord(letter):04X}."
                return [Fault(file, line, what, "Remove it: editors do not show it.")]
    return []
