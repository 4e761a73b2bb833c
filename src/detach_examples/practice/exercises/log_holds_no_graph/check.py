"""With w = [4, 8] and the rate 1/2 each step of the mean square halves w."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from ....measure import Saved, watch_saved
from ...contract import Task, demand, leaf, value_is


def check(task: Task) -> None:
    """Nothing that a graph has saved is alive when the next batch is asked for."""
    w = leaf(4.0, 8.0)
    with watch_saved() as saved:
        log = task.train(w, _batches(saved), 0.5)
    demand(
        isinstance(log, list),
        f"train returns {type(log).__name__}, not the list",
    )
    demand(
        len(log) == 3, f"the log has {len(log)} entries after 3 steps"
    )
    for entry, norm in zip(log, (80.0, 20.0, 5.0), strict=True):
        value_is("an entry of the log", entry, norm)
        held = getattr(entry, "requires_grad", False)
        demand(
            not held,
            "an entry of the log requires a gradient: it holds its graph",
        )
    value_is("w after 3 steps", w, [0.5, 1.0])


def _batches(saved: Saved) -> Iterator[tuple[Tensor, Tensor]]:
    for steps in range(3):
        demand(
            saved.count == 0,
            f"after {steps} of 3 steps {saved.count} saved tensors are alive:"
            " the log holds graphs",
        )
        yield torch.ones(2), torch.zeros(2)
