"""Which values does a call read?  What nothing seen has made is bridged."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from . import calls
from .callers import Callers
from .compiled import Compiled
from .facts import asks, history_of, is_wrapped, sequence_of, tensors_in
from .follow import Follower
from .operations import Operations
from .record import Holder, Op, Use, Value
from .tensors import Known, Tensors


class Uses:
    """Says what tensors hold at the moment when something reads them."""

    def __init__(
        self,
        callers: Callers,
        tensors: Tensors,
        follower: Follower,
        compiled: Compiled,
        operations: Operations,
    ) -> None:
        self._callers = callers
        self._tensors = tensors
        self._follower = follower
        self._compiled = compiled
        self._operations = operations

    def of(self, tensor: Tensor, asked: bool | None = None) -> Use:
        """Return the use of a tensor's present value, bridging what was not seen.

        :param asked: whether it requires grad, where that is known.
        """
        known = self._tensors.find(tensor) or self._meet(tensor)
        foreign = self._tensors.foreign_write(known)
        if foreign is not None:
            self._refresh(tensor, known, foreign)
        asked = asks(tensor) if asked is None else asked
        off = known.holder.switched_off if known.holder.leaf and not asked else None
        return Use(known.value, asked, off)

    def given(self, name: str, args: tuple[Any, ...], kwargs: Any) -> list[Use]:
        """Return the uses of those arguments of a function whose values it reads."""
        if name in calls.SHAPE_ONLY:
            return []
        things: Any = (*args, *kwargs.values())
        if name in calls.FIRST_ONLY or (name == "to" and len(args) > 1):
            things = args[:1]
        elif name in calls.NOT_FIRST:
            things = (*args[1:], *kwargs.values())
        return [self.of(t) for t in tensors_in(things)]

    def _meet(self, tensor: Tensor) -> Known:
        """Say what a tensor is that nothing seen has made."""
        lying = self._tensors.lying_at(tensor)
        known = self._tensors.adopt(tensor)
        known.written = self._operations.number  # what was written before is in it
        history = history_of(tensor)
        if lying is not None:  # another name of what is known, as torch.func gives
            goes_on = asks(tensor) and (history is not None or is_wrapped(tensor))
            op = self._inferred("alias", [Use(lying, goes_on)])
            op.tracked, op.kind = True, "" if goes_on else "detach"
        elif history is not None:
            op = self.bridge(history)
        elif late := self._follower.unseen(tensor, self._callers.here):
            op = self._inferred("unseen", late)
        else:
            return known
        known.value.maker, known.value.hot = op, True
        return known

    def _inferred(self, name: str, uses: list[Use]) -> Op:
        return self._operations.infer(name, uses, self._callers.here().place)

    def bridge(self, history: Any, name: str = "unseen") -> Op:
        """Tie a tensor that came from unseen code to what its graph leads to."""
        op = self._inferred(name, self.behind(history) + self._compiled.reads())
        op.tracked = True
        return op

    def behind(self, history: Any) -> list[Use]:
        """Return the known values that a graph leads to."""
        found: dict[int, Use] = {}
        todo, met = [history], set()
        while todo:
            node = todo.pop()
            if node is None or node in met:
                continue
            met.add(node)
            leaf = getattr(node, "variable", None)
            made = self._tensors.placed(sequence_of(node))
            if leaf is not None:
                use = self.of(leaf, True)
                found[id(use.value)] = use
            elif made is not None:
                found[id(made)] = Use(made, True)
            else:
                todo.extend(n for n, _ in node.next_functions)
                self._compiled.met |= "Compiled" in node.name()
        return list(found.values())

    def _refresh(
        self, tensor: Tensor, known: Known, foreign: tuple[int, Value]
    ) -> None:
        """Another name of the storage was written: the tensor's value changed."""
        number, written = foreign
        old = known.value
        severed = _severed(written, known.holder)
        related = not severed and written.requires_grad and asks(tensor)
        uses = [Use(old, old.requires_grad), Use(written, related)]
        assert written.maker is not None
        op = Op(number, "write to a shared storage", uses, written.maker.place)
        op.kind = "setattr" if known.holder.leaf else severed or written.maker.kind
        op.role = "refresh"
        op.updates = old
        value = Value(op, known.holder, asks(tensor), old.hot or written.hot)
        value.alias, value.severed = old.alias, old.severed
        value.shape, value.storage = old.shape, old.storage
        known.value, known.written = value, number


def _severed(written: Value, holder: Holder) -> str:
    """Return the kind of cut between a name of a storage and its holder, or nothing.

    A view's writes are recorded for its base; those of a detached name are not.
    """
    value: Value | None = written
    while value is not None and value.holder is not holder:
        if value.severed:
            return value.severed
        value = value.alias
    return ""
