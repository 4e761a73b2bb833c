"""What a file prints: its beginning is kept, the rest is read and dropped."""

from __future__ import annotations

from threading import Thread
from typing import IO

_BYTES = 2_000
_LINES = 12
_COLUMNS = 100
_AT_ONCE = 1 << 16


class Printed:
    """Drains a pipe, so that whoever writes to it never waits."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept = b""
        self._count = 0
        self._thread = Thread(target=self._drain, daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        read = getattr(self._pipe, "read1", self._pipe.read)
        while chunk := read(_AT_ONCE):
            self._count += len(chunk)
            self._kept += chunk[: _BYTES - len(self._kept)]

    def text(self) -> str:
        """Return the first lines once the writer has ended."""
        # A process that left its group may hold the pipe open: not worth a wait.
        self._thread.join(timeout=1)
        if not self._thread.is_alive():
            self._pipe.close()
        return shorten(self._kept.decode("utf-8", "replace"), self._count)


def shorten(text: str, count: int) -> str:
    r"""Return the first lines of a text, without what would steer a terminal.

    :param count: how many bytes there were in all.

    >>> shorten("w\x1b[2J\n" * 3, 18)
    'w?[2J\nw?[2J\nw?[2J'
    >>> shorten("w\n" * 99, 198).splitlines()[-1]
    '... (198 bytes in all)'
    """
    plain = [_plain(row[:_COLUMNS]) for row in text.splitlines()]
    if len(plain) > _LINES or count > _BYTES:
        plain = [*plain[:_LINES], f"... ({count} bytes in all)"]
    return "\n".join(plain)


def _plain(row: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in row)
