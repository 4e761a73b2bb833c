"""The questions that decide between the ways: each is answered by a run.

Every probe makes a leaf ``x`` = [1, 4], lets the way make ``y`` = [1, 2] and its
result, and returns a word.  A dash says that the question does not arise.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.autograd import forward_ad

from ..measure import as_ratio, seconds, watch_saved
from .ways import Way

NOT_ASKED = "–"


def leaf(size: int = 2) -> Tensor:
    """Return [1, 4], or a longer tensor that begins with it."""
    values = torch.tensor([1.0, 4.0]).repeat(size // 2)
    return values.requires_grad_()


def word(answer: bool) -> str:
    """Return yes or no."""
    return "yes" if answer else "no"


def tracked(way: Way) -> str:
    """Does the result require a gradient?"""
    result = way.apply(leaf()).result
    return word(result.requires_grad) if isinstance(result, Tensor) else NOT_ASKED


def stops(way: Way) -> str:
    """Is the gradient stopped, where the result goes into a loss?"""
    x, other = leaf(), leaf()
    result = way.apply(x).result
    if not isinstance(result, Tensor):
        result = torch.as_tensor(result)
    if result.is_inference():
        result = result.clone()
    (other * result).sum().backward()
    return word(x.grad is None)


def source(way: Way) -> str:
    """Does ``x`` still get a gradient from another path?"""
    x, other = leaf(), leaf()
    way.apply(x)
    (other * x).sum().backward()
    return word(x.grad is not None)


def kept(way: Way) -> str:
    """Can you still ask for the gradient of ``y``, on the graph built before?"""
    x = leaf()
    y = way.apply(x).y
    return word(y.requires_grad and y.grad_fn is not None)


def storage(way: Way) -> str:
    """Does the result lie on the storage of ``y``?"""
    y, result = way.apply(leaf())
    if result is y or isinstance(result, list):
        return NOT_ASKED
    address = result.data_ptr() if isinstance(result, Tensor) else result.ctypes.data
    return word(address == y.data_ptr())


def counter(way: Way) -> str:
    """Does an edit of the result move the version counter of ``y``?"""
    y, result = way.apply(leaf())
    if result is y or isinstance(result, list):
        return NOT_ASKED
    before = y._version
    result += 0.0
    return word(y._version > before)


def edit(way: Way) -> str:
    """You write 4 over the result: what becomes of the gradient of ``y``?"""
    x = leaf()
    y, result = way.apply(x)
    if isinstance(result, list):
        return NOT_ASKED
    try:
        result[:] = 4.0
    except RuntimeError:
        return "raises"
    if not y.requires_grad:
        return "safe"
    try:
        (gradient,) = torch.autograd.grad(y.sum(), x)
    except RuntimeError:
        return "caught"
    return "safe" if gradient.tolist() == [0.5, 0.25] else "silent"


def is_leaf(way: Way) -> str:
    """Is the result a leaf?"""
    result = way.apply(leaf()).result
    return word(result.is_leaf) if isinstance(result, Tensor) else NOT_ASKED


def attach(way: Way) -> str:
    """Can the result be made a leaf that trains?"""
    result = way.apply(leaf()).result
    if not isinstance(result, Tensor):
        return NOT_ASKED
    try:
        result.requires_grad_()
        result.square().sum().backward()
    except RuntimeError:
        return "raises"
    return word(result.is_leaf and result.grad is not None)


def forward(way: Way) -> str:
    """Is the tangent of forward-mode AD dropped?"""
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(leaf().detach(), torch.ones(2))
        try:
            result = way.apply(dual).result
        except RuntimeError:
            return "raises"
        if not isinstance(result, Tensor):
            return "yes"
        return word(forward_ad.unpack_dual(result).tangent is None)


def second(way: Way) -> str:
    """Has a loss that uses the result as a factor its second derivative?"""
    x, other = leaf(), leaf()
    result = way.apply(x).result
    if not isinstance(result, Tensor):
        return NOT_ASKED
    try:
        loss = (other**3 * result).sum()
        (first,) = torch.autograd.grad(loss, other, create_graph=True)
        (slope,) = torch.autograd.grad(first.sum(), other)
    except RuntimeError:
        return "raises"
    return word(slope.tolist() == [6.0, 48.0])


def held(way: Way) -> str:
    """How many bytes of the graph does the result keep, of 4000?"""
    x = leaf(1000)
    with watch_saved() as saved:
        result = way.apply(x).result
    assert result is not None
    return str(saved.bytes)


def cost(way: Way) -> str:
    """How long do the square root and the way take, next to the root and ``detach``?"""
    x = leaf(1000)

    def run() -> None:
        x.requires_grad_(True)
        way.apply(x)

    def unit() -> None:
        x.requires_grad_(True)
        x.sqrt().detach()

    taken = seconds(way.name, run)
    beside = seconds(f"detach beside {way.name}", unit)
    return as_ratio(taken / beside)


#: The columns: a short name, and the probe whose docstring is the question.
PROBES: dict[str, Callable[[Way], str]] = {
    "stops": stops,
    "tracked": tracked,
    "leaf": is_leaf,
    "alias": storage,
    "counter": counter,
    "edit": edit,
    "attach": attach,
    "source": source,
    "kept": kept,
    "bytes": held,
    "jvp": forward,
    "second": second,
    "cost": cost,
}
