"""Which value does a tensor hold now?  Kept without keeping any tensor alive."""

from __future__ import annotations

import weakref
from collections.abc import Callable

import torch
from torch import Tensor
from torch.multiprocessing.reductions import StorageWeakRef

from .facts import asks, bare, history_of, is_discrete, shape_of, storage_of
from .record import Holder, Op, Value


class Known:
    """One living tensor."""

    __slots__ = ("holder", "reference", "storage", "value", "written")

    def __init__(
        self, tensor: Tensor, value: Value, gone: Callable[[int, Known], None]
    ) -> None:
        key = id(tensor)
        self.reference = weakref.ref(tensor, lambda _: gone(key, self))
        self.holder = value.holder
        self.value = value
        self.storage = storage_of(tensor)
        self.written = 0


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
