"""What a call has made or written, tied to what it read."""

from __future__ import annotations

from collections import deque
from typing import Any

from torch import Tensor

from . import calls
from .callers import Caller
from .calls import Meaning, writes_in_place
from .facts import history_of, sequence_of, tensors_in
from .operations import Operations
from .record import Op, Use, Value
from .tensors import Tensors
from .uses import Uses

_WRITES = 1000


class Results:
    """Adds the operations of a call that has run, and remembers their values."""

    def __init__(self, tensors: Tensors, uses: Uses, operations: Operations) -> None:
        #: The latest writes in place, for an error that blames one.
        self.written: deque[Value] = deque(maxlen=_WRITES)
        self._tensors = tensors
        self._uses = uses
        self._operations = operations

    def tie(
        self,
        meaning: Meaning,
        uses: list[Use],
        result: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        caller: Caller,
    ) -> None:
        """Add the operation that ties what was read to what was made."""
        made = list(tensors_in((result,)))
        if meaning.name.startswith("_foreach_"):
            self._tie_lists(meaning, uses, made, args, caller)
            return
        if meaning.name in calls.PAIRWISE and len(uses) == len(made):
            given = {id(t) for t in tensors_in(args)}
            for use, tensor in zip(uses, made, strict=True):
                if id(tensor) not in given:
                    self.make(self._operations.add(meaning.name, [use], caller), tensor)
            return
        targets = _targets(meaning.name, made, args, kwargs)
        if not made and not targets:
            return
        op = self._operations.add(meaning.name, uses, caller, meaning.kind)
        for tensor in targets:
            self._write(op, tensor, meaning.name)
        own = args[:1] if meaning.name in calls.FIRST_ONLY else args
        given = {id(t) for t in tensors_in(own)} if made else set()
        for i, tensor in enumerate(made):
            if id(tensor) not in given and all(tensor is not t for t in targets):
                self.make(self._part(op, i, caller), tensor)

    def _part(self, op: Op, result: int, caller: Caller) -> Op:
        """Some results come of one argument alone: an operation of their own."""
        only = calls.OUTPUT_OF.get(op.name, {}).get(result)
        if only is None or only >= len(op.uses):
            return op
        return self._operations.add(op.name, [op.uses[only]], caller, op.kind)

    def _tie_lists(
        self,
        meaning: Meaning,
        uses: list[Use],
        made: list[Tensor],
        args: tuple[Any, ...],
        caller: Caller,
    ) -> None:
        """The i-th result of a call on lists depends on the i-th of each list."""
        lists = [a for a in args if isinstance(a, (list, tuple)) and len(a)]
        lists = [a for a in lists if isinstance(a[0], Tensor)]
        targets = lists[0] if writes_in_place(meaning.name) else made
        by_tensor = {id(t): u for t, u in zip(tensors_in(args), uses, strict=False)}
        for i, tensor in enumerate(targets):
            own = [by_tensor[id(a[i])] for a in lists if i < len(a)]
            op = self._operations.add(meaning.name, own, caller, meaning.kind)
            if writes_in_place(meaning.name):
                self._write(op, tensor, meaning.name)
            else:
                self.make(op, tensor)

    def make(self, op: Op, tensor: Tensor) -> Value:
        """Remember a tensor that an operation made."""
        value = self._tensors.made(tensor, op)
        self._place_in_graph(op, tensor, value)
        if value.alias is None or op.role in ("state_dict", "deepcopy"):
            _mark_read(op)
        return value

    def _write(self, op: Op, tensor: Tensor, name: str) -> None:
        known = self._tensors.find(tensor) or self._tensors.adopt(tensor)
        self._uses.of(tensor)
        old = known.value
        if name in calls.OVERWRITES:
            op.uses = [u for u in op.uses if u.value is not old]
        else:
            if all(u.value is not old for u in op.uses):
                op.uses.insert(0, Use(old, old.requires_grad))
            op.updates = old
        if known.holder.leaf and not op.kind:
            op.kind = "setattr"
        value = self._tensors.written(tensor, known, op)
        self._place_in_graph(op, tensor, value)
        _mark_read(op)
        self.written.append(value)

    def _place_in_graph(self, op: Op, tensor: Tensor, value: Value) -> None:
        history = history_of(tensor)
        if history is not None:
            sequence = sequence_of(history)
            self._tensors.place(sequence, value, self._operations.most)
            op.sequence = max(op.sequence, sequence)


def _mark_read(op: Op) -> None:
    for use in op.uses:
        if use.value is not op.updates:
            use.value.mark_read()


def _targets(
    name: str, made: list[Tensor], args: tuple[Any, ...], kwargs: Any
) -> list[Tensor]:
    """Return the tensors that a call wrote in place."""
    targets = list(tensors_in([kwargs["out"]])) if "out" in kwargs else []
    first = args[0] if args else kwargs.get("input", kwargs.get("tensor"))
    if isinstance(first, Tensor):
        again = any(t is first for t in made)
        written = writes_in_place(name) and (again or not made)
        if written or (again and kwargs.get("inplace")):
            targets.append(first)
    return targets
