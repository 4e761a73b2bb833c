"""Figures with limits, from calls that are timed side by side."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

from detach_examples.site.figure import HEAD, Figure

__all__ = ["HEAD", "Figure", "ratio", "side_by_side", "spread", "timed"]

Times = dict[str, list[float]]
Measure = Callable[[], float]
Around = Callable[[], AbstractContextManager[object]]


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
