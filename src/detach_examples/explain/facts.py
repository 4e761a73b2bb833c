"""What torch says of a tensor, also where it refuses to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from torch import Tensor
from torch._C import _functorch

#: Deeper nesting of arguments than this is not searched.
_DEEPEST = 6
_NO_SEQUENCE = 1 << 62


def is_wrapped(tensor: Tensor) -> bool:
    """Say whether a tensor stands for another inside ``torch.func``."""
    return bool(_functorch.is_functorch_wrapped_tensor(tensor))


def bare(tensor: Tensor) -> Tensor:
    """Return the tensor that one of ``torch.func`` stands for, else itself."""
    while is_wrapped(tensor):
        tensor = _functorch.get_unwrapped(tensor)
    return tensor


def storage_of(tensor: Tensor) -> int:
    """Return the address of the storage; 0 where a tensor has none."""
    try:
        return bare(tensor).untyped_storage().data_ptr()
    except (RuntimeError, NotImplementedError, ValueError):
        return 0


def tensors_in(things: Iterable[Any], depth: int = 0) -> Iterator[Tensor]:
    """Yield the tensors among arguments, also inside lists, tuples and dicts."""
    for thing in things:
        if isinstance(thing, Tensor):
            yield thing
        elif isinstance(thing, (list, tuple)) and depth < _DEEPEST:
            yield from tensors_in(thing, depth + 1)
        elif isinstance(thing, dict) and depth < _DEEPEST:
            yield from tensors_in(thing.values(), depth + 1)


def history_of(tensor: Tensor) -> Any:
    """Return ``grad_fn``, or None also where autograd refuses to say.

    A view made under no_grad, whose base was written since, has none that it tells.
    """
    try:
        return bare(tensor).grad_fn
    except RuntimeError:
        return None


def sequence_of(node: Any) -> int:
    """Return the number of a node of autograd's graph, or -1 where it has none.

    A leaf's own node has one above all others, which says nothing.
    """
    try:
        number = int(node._sequence_nr())
    except (AttributeError, OverflowError):
        return -1
    return number if number < _NO_SEQUENCE else -1


def asks(tensor: Tensor) -> bool:
    """Say whether a tensor requires grad, also where autograd refuses to say."""
    try:
        return bare(tensor).requires_grad
    except RuntimeError:
        return False


def shape_of(tensor: Tensor) -> tuple[int, ...]:
    """Return the shape; a lazy module's parameter has none yet."""
    try:
        return tuple(tensor.shape)
    except (RuntimeError, ValueError):
        return ()


def is_discrete(tensor: Tensor) -> bool:
    """Say whether a tensor holds whole numbers or booleans."""
    return not (tensor.is_floating_point() or tensor.is_complex())
