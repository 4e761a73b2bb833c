"""A limit on the memory that is in use while a script runs.

The parent looks many times a second: what is only reserved does not count.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .processes import below

#: How much may be in use, in MiB; the environment variable sets it.
LIMIT = "SCRIPT_MEMORY"
#: Three times what the largest page of the site needs.
_USUAL = "4096"
_PAGE = os.sysconf("SC_PAGE_SIZE")


def limit() -> int:
    """Return the limit in MiB: torch itself takes about 300 of it.

    :raises ValueError: for what is no number of MiB from 512 on.
    """
    text = os.environ.get(LIMIT) or _USUAL
    if not text.isdecimal() or int(text) < 512:
        raise ValueError(f"{text!r} is no number of MiB from 512 on.")
    return int(text)


def used(process: int) -> int:
    """Return the MiB that a process and those below it hold; 0 where none can say."""
    held = 0
    with suppress(OSError, ValueError):
        held = int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    return (held >> 20) + sum(map(used, below(process)))
