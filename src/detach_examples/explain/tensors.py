"""Which value does a tensor hold now?  Kept without keeping any tensor alive."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch._C import _functorch
from torch.multiprocessing.reductions import StorageWeakRef

from .record import Holder, Op, Place, Use, Value

#: Deeper nesting of arguments than this is not searched.
_DEEPEST = 6


class Known:
    """One living tensor."""

    __slots__ = ("holder", "reference", "storage", "value", "version", "written")

    def __init__(
        self, tensor: Tensor, value: Value, gone: Callable[[int, Known], None]
    ) -> None:
        key = id(tensor)
        self.reference = weakref.ref(tensor, lambda _: gone(key, self))
        self.holder = value.holder
        self.value = value
        self.version = version_of(tensor)
        self.storage = storage_of(tensor)
        self.written = 0


def is_wrapped(tensor: Tensor) -> bool:
    """Say whether a tensor stands for another inside ``torch.func``."""
    return bool(_functorch.is_functorch_wrapped_tensor(tensor))


def bare(tensor: Tensor) -> Tensor:
    """Return the tensor that one of ``torch.func`` stands for, else itself."""
    while is_wrapped(tensor):
        tensor = _functorch.get_unwrapped(tensor)
    return tensor


def version_of(tensor: Tensor) -> int:
    """Return the version counter, or -1 for an inference tensor, which has none."""
    try:
        return tensor._version
    except RuntimeError:
        return -1


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
    """Return the number of a node of autograd's graph, or -1 where it has none."""
    try:
        return int(node._sequence_nr())
    except (AttributeError, OverflowError):
        return -1


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


class Tensors:
    """Maps living tensors to their values."""

    def __init__(self) -> None:
        self._known: dict[int, Known] = {}
        #: By storage: when it was last written in place, and what then lay there.
        self._writes: dict[int, tuple[int, Value]] = {}
        #: By grad_fn's sequence number: what the node's operation made.
        self._made_at: dict[int, Value] = {}
        #: By storage: what was last said to lie there.
        self._lying: dict[int, tuple[StorageWeakRef, Value]] = {}

    def find(self, tensor: Tensor) -> Known | None:
        """Return what is known of a tensor, or None."""
        known = self._known.get(id(tensor))
        if known is None or known.reference() is not tensor:
            return None
        return known

    def holder(self, tensor: Tensor) -> Holder | None:
        """Return the holder of a tensor that was met before."""
        known = self.find(tensor)
        return known.holder if known else None

    def leaves(self) -> list[tuple[Tensor, Holder]]:
        """Return the living leaves that require grad."""
        found = []
        for known in list(self._known.values()):
            tensor = known.reference()
            if tensor is not None and known.holder.leaf and tensor.requires_grad:
                found.append((tensor, known.holder))
        return found

    def with_grad(self) -> list[Tensor]:
        """Return the living tensors whose ``.grad`` a backward would write."""
        living = [known.reference() for known in list(self._known.values())]
        return [
            t
            for t in living
            if t is not None and asks(t) and (t.retains_grad or history_of(t) is None)
        ]

    def adopt(self, tensor: Tensor) -> Known:
        """Meet a tensor that nothing seen has made."""
        trains = isinstance(tensor, torch.nn.Parameter)
        asked = asks(tensor)
        leaf = tensor.is_leaf and (asked or trains)
        value = Value(None, Holder(leaf, trains), asked, asked or trains)
        value.shape = shape_of(tensor)
        return self._keep(tensor, value)

    def _keep(self, tensor: Tensor, value: Value) -> Known:
        known = Known(tensor, value, self._drop)
        value.storage = known.storage
        self._known[id(tensor)] = known
        self._lay(tensor, known)
        return known

    def _lay(self, tensor: Tensor, known: Known) -> None:
        """Remember what lies in a storage, for as long as that storage lives."""
        if known.storage:
            alive = StorageWeakRef(bare(tensor).untyped_storage())
            self._lying[known.storage] = (alive, known.value)

    def _drop(self, key: int, known: Known) -> None:
        if self._known.get(key) is known:
            del self._known[key]

    def made(self, tensor: Tensor, op: Op) -> Value:
        """Remember a tensor that an operation made."""
        trains = isinstance(tensor, torch.nn.Parameter)
        asked = asks(tensor)
        recorded = history_of(tensor) is not None
        leaf = (trains or (asked and op.tracked)) and not recorded
        hot = _hot(op) or trains or leaf
        # One that asks for gradient without a history is a leaf: a new beginning.
        value = Value(op, Holder(leaf, trains), asked and recorded, hot)
        value.discrete = is_discrete(tensor)
        value.shape = shape_of(tensor)
        known = self._keep(tensor, value)
        known.written = op.number
        same = (u.value for u in op.uses if u.value.storage == value.storage)
        value.alias = next(same, None) if value.storage else None
        value.severed = op.kind if value.alias is not None else ""
        return value

    def written(self, tensor: Tensor, known: Known, op: Op) -> Value:
        """Remember that an operation wrote a tensor in place."""
        old = known.value
        asked = asks(tensor)
        if known.holder.leaf and asked and history_of(tensor) is not None:
            known.holder.leaf = False
        value = Value(op, known.holder, asked, _hot(op) or old.hot)
        value.discrete = is_discrete(tensor)
        value.alias, value.severed = old.alias, old.severed
        value.storage = old.storage
        value.shape = shape_of(tensor)
        known.value = value
        known.version = version_of(tensor)
        known.written = op.number
        if known.storage:
            self._writes[known.storage] = (op.number, value)
            self._lay(tensor, known)
        return value

    def moved(self, tensor: Tensor, known: Known) -> None:
        """Look again where a tensor's storage is."""
        known.storage = known.value.storage = storage_of(tensor)

    def place(self, sequence: int, value: Value, most: int) -> None:
        """Remember where in autograd's graph a value was made; the oldest go first."""
        self._made_at[sequence] = value
        if len(self._made_at) > most:
            del self._made_at[next(iter(self._made_at))]

    def placed(self, sequence: int) -> Value | None:
        """Return what was made at a node of autograd's graph, or None."""
        return self._made_at.get(sequence)

    def lying_at(self, tensor: Tensor) -> Value | None:
        """Return what lies in a tensor's storage, by any name, or None."""
        alive, value = self._lying.get(storage_of(tensor), (None, None))
        return value if alive is not None and not alive.expired() else None

    def foreign_write(self, known: Known) -> tuple[int, Value] | None:
        """Return what was written to the storage by another name since."""
        write = self._writes.get(known.storage) if known.storage else None
        if write is None or write[0] <= known.written:
            return None
        return write

    def forget(self) -> None:
        """Let go of everything."""
        self._known.clear()
        self._writes.clear()
        self._made_at.clear()
        self._lying.clear()


def _hot(op: Op) -> bool:
    return any(use.value.hot for use in op.uses)


def source(place: Place, number: int, uses: list[Use], name: str) -> Op:
    """Return an operation that was inferred, not seen."""
    return Op(number, name, uses, place)
