"""Seconds and bytes, measured in the run that shows them, replayable."""

from __future__ import annotations

import json
import math
import statistics
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Book:
    """The measurements of one build: page, then label, then value in seconds.

    With ``replay`` set, values come from there and nothing is timed, so that
    the same commit and the same file give the same pages.
    """

    replay: dict[str, dict[str, float]] | None = None
    pages: dict[str, dict[str, float]] = field(default_factory=dict)
    page: str = ""

    @classmethod
    def load(cls, path: Path) -> dict[str, dict[str, float]]:
        """Read a file of measurements; its shape is checked."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return {
                str(page): {str(k): float(v) for k, v in rows.items()}
                for page, rows in data.items()
            }
        except (ValueError, AttributeError, TypeError) as error:
            raise ValueError(f"{path} is no file of measurements: {error}") from None

    def take(self, label: str, measure: Callable[[], float]) -> float:
        """Return the value of ``label`` on this page: replayed, or measured."""
        if self.replay is not None:
            try:
                value = self.replay[self.page][label]
            except KeyError:
                raise LookupError(
                    f"the replayed measurements have no {label!r} for {self.page};"
                    " build once without MEASURE= to record it"
                ) from None
        else:
            value = measure()
        self.pages.setdefault(self.page, {})[label] = value
        return value


_book = Book()


def open_book(book: Book) -> None:
    """Make ``book`` the one that later measurements go to."""
    global _book
    _book = book


def recorded() -> dict[str, dict[str, float]]:
    """Return what this build has measured: page, then label, then seconds."""
    return _book.pages


def turn_page(page: str) -> None:
    """Start a page: what was recorded for it by an earlier run is dropped."""
    _book.page = page
    _book.pages.pop(page, None)


def seconds(label: str, call: Callable[[], Any], *, batches: int = 7) -> float:
    """Return how long ``call()`` takes, in seconds: the median of some batches.

    A batch repeats the call until it lasts about 5 ms, so that calls of a
    microsecond can be compared.  The first batch warms up and is not counted.

    :param label: names the value in the file of measurements; one per page.
    :param call: takes nothing; what it returns is dropped.
    :param batches: how many batches are timed.
    """

    def run() -> float:
        repeats = _repeats(call)
        return statistics.median(_batch(call, repeats) for _ in range(batches))

    return _book.take(label, run)


def _batch(call: Callable[[], Any], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def _repeats(call: Callable[[], Any]) -> int:
    return max(1, min(10_000, math.ceil(0.005 / max(_batch(call, 3), 1e-9))))


@dataclass
class Saved:
    """The tensors that graphs recorded inside ``watch_saved`` keep alive now."""

    _alive: weakref.WeakSet[Any] = field(default_factory=weakref.WeakSet)

    @property
    def count(self) -> int:
        """How many saved tensors are alive."""
        return len(self._alive)

    @property
    def bytes(self) -> int:
        """How many bytes they hold; a storage saved twice counts once."""
        sizes = {h.storage: h.size for h in self._alive}
        return sum(sizes.values())


class _Holder:
    """Owned by a graph node alone: it dies when the graph lets go of it."""

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor
        storage = tensor.untyped_storage()
        self.storage, self.size = storage.data_ptr(), storage.nbytes()


@contextmanager
def watch_saved() -> Iterator[Saved]:
    """Count what autograd saves for backward inside the block, and for how long.

    After the block the counts go on falling as graphs are freed.  Sizes are
    those of the storages in bytes, exact and the same on every machine.
    Source: :class:`torch.autograd.graph.saved_tensors_hooks`.

    >>> import torch
    >>> x = torch.ones(4, requires_grad=True)
    >>> with watch_saved() as saved:
    ...     y = x.exp()
    >>> saved.count, saved.bytes
    (1, 16)
    >>> del y
    >>> saved.count, saved.bytes
    (0, 0)
    """
    import torch

    saved = Saved()

    def pack(tensor: Any) -> _Holder:
        holder = _Holder(tensor.detach())
        saved._alive.add(holder)
        return holder

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda h: h.tensor):
        yield saved


#: From this share of a unit on, the next smaller one would round up to 1000.
_ALMOST = 0.9995


def as_time(value: float) -> str:
    """Write seconds with a unit that keeps one to three digits.

    >>> as_time(0.0000123), as_time(0.25), as_time(3)
    ('12 µs', '250 ms', '3.0 s')
    """
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= scale * _ALMOST:
            return f"{_short(value / scale)} {unit}"
    return f"{_short(value / 1e-9)} ns"


def as_ratio(value: float) -> str:
    """Write a ratio of two measured values.

    >>> as_ratio(3.14159), as_ratio(42.4)
    ('3.1 times', '42 times')
    """
    return f"{_short(value)} times"


def as_bytes(value: int) -> str:
    """Write a number of bytes, in powers of 1000.

    >>> as_bytes(800), as_bytes(4_000_000)
    ('800 bytes', '4.0 MB')
    """
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if value >= scale * _ALMOST:
            return f"{_short(value / scale)} {unit}"
    return f"{value} bytes"


def _short(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"
