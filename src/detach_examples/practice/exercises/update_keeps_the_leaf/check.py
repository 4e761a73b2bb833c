"""With w = [1, 2] the error is 3; with the rate 1/8 it halves in each step."""

from __future__ import annotations

import torch
from torch import Tensor

from ...contract import Task, Wrong, demand, leaf, value_is


def check(task: Task) -> None:
    """Two steps by hand: the second begins with what the first returned."""
    w = _is_trainable(
        task.step(leaf(1.0, 2.0), torch.ones(2), 0.0, 0.125)
    )
    value_is("w after a step", w, [0.25, 1.25])
    w = _is_trainable(task.step(w, torch.ones(2), 0.0, 0.125))
    value_is("w after two steps", w, [-0.125, 0.875])


def _is_trainable(w: object) -> Tensor:
    if not isinstance(w, Tensor):
        raise Wrong(f"step returns {type(w).__name__}, not a tensor")
    made = type(w.grad_fn).__name__
    demand(
        w.is_leaf,
        f"step returns a tensor that was computed ({made}), no leaf:"
        " the next step finds no w.grad",
    )
    demand(
        w.requires_grad, "step returns a w that requires no gradient"
    )
    return w
