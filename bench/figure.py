"""Figures with limits, from calls that are timed side by side."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

Times = dict[str, list[float]]
Measure = Callable[[], float]
Around = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it may be at most, or must be at least.

    :param limit: None where the figure is told but not judged.
    :param unit: what the value counts; empty for a ratio.
    """

    name: str
    value: float
    limit: float | None = None
    at_least: bool = False
    unit: str = ""

    @property
    def missed(self) -> bool:
        """Say whether the limit was passed."""
        if self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    @property
    def verdict(self) -> str:
        """Say in a word how it stands; nothing where it is not judged."""
        return "" if self.limit is None else "MISSED" if self.missed else "met"

    def row(self) -> str:
        """Return the figure as a line of the table."""
        limit = "" if self.limit is None else f"{self.limit:g}"
        bound = limit and ("at least " if self.at_least else "at most ") + limit
        value = f"{self.value:.4g} {self.unit}".rstrip()
        return f"  {self.name:<58} {value:>10}  {bound:<15}{self.verdict}".rstrip()


HEAD = f"  {'figure':<58} {'value':>10}  {'limit':<15}verdict"


def timed(call: Callable[[], object], around: Around = nullcontext) -> Measure:
    """Return what measures the seconds of a call.

    :param around: what is set up before each call and undone after it, untimed.
    """

    def measure() -> float:
        with around():
            # What another call left behind must not be cleared away in this time.
            gc.collect()
            start = time.perf_counter()
            call()
            return time.perf_counter() - start

    return measure


def side_by_side(measures: Mapping[str, Measure], rounds: int) -> Times:
    """Measure each once a round, in turn, after one round that is not counted.

    Every other round goes backwards, so that none always follows the same one.

    :returns: the seconds of each, round by round.
    """
    times: Times = {name: [] for name in measures}
    for number in range(rounds + 1):
        for name in list(measures)[:: -1 if number % 2 else 1]:
            times[name].append(measures[name]())
    return {name: seconds[1:] for name, seconds in times.items()}


def ratio(times: Times, upper: str, lower: str) -> float:
    """Return the median ratio of two calls of the same round.

    Another program's load that comes and goes hits both calls of a round alike.
    """
    pairs = zip(times[upper], times[lower], strict=True)
    return statistics.median(a / b for a, b in pairs)


def spread(times: Times, name: str) -> float:
    """Return the ratio of a call's quartiles: far above 1, the machine was busy."""
    low, _, high = statistics.quantiles(times[name], n=4)
    return high / low
