"""Fill a record while a step runs: the mode that sees every call of torch."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from . import calls
from .callers import Caller, Callers
from .calls import Meaning, meaning_of, writes_in_place
from .follow import Follower
from .gradients import saved_uses
from .judged import Judged, Named, judge, provisional
from .record import Holder, Op, Place, Site, Use, Value
from .tensors import Known, Tensors, asks, history_of, is_wrapped, tensors_in

#: An operation takes about 0.6 KB.
MAX_OPS = 200_000
_WRITES = 1000
_READS = 100


class _Thread(threading.local):
    """What holds for one thread: who turned gradients off, and open functions."""

    def __init__(self) -> None:
        self.off: list[Place | Site | None] = []
        self.switch: Place | Site | None = None
        self.functions: list[list[Use]] = []
        self.compiled_reads: deque[Use] = deque(maxlen=_READS)


class Mode(TorchFunctionMode):
    """Hands each call to the tracer, on the thread that entered it."""

    def __init__(self, tracer: Tracer) -> None:
        super().__init__()
        self.tracer = tracer

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Run a call of torch, and record it."""
        kwargs = kwargs or {}
        # A compiler reads this method too: it must find nothing here to compile.
        if torch.compiler.is_compiling():
            return func(*args, **kwargs)
        if not self.tracer.recording:
            return self.tracer.after(func, args, kwargs)
        if os.getpid() != self.tracer.process:  # a worker, forked from the program
            return func(*args, **kwargs)
        return self.tracer.call(func, args, kwargs)


class Tracer:
    """Records calls until the judged backward, and keeps what that one did.

    :param at: which backward is judged; 1 is the first.
    :param max_ops: how many operations are remembered.
    :param mine: files and folders that are the user's wherever they lie.
    """

    def __init__(
        self,
        at: int = 1,
        max_ops: int = MAX_OPS,
        mine: tuple[str, ...] = (),
    ) -> None:
        self.callers = Callers(mine)
        self.tensors = Tensors()
        self.follower = Follower(self.callers, self.tensors)
        self.thread = _Thread()
        self.recording = True
        self.process = os.getpid()
        self.bounded = False
        self.compiled = False
        #: Whether tensors of torch.func were met.
        self.transformed = False
        #: Why a call could not be recorded, the last time that one could not.
        self.lost = ""
        self.judged: Judged | None = None
        self.provisional: Judged | None = None
        self.backwards: list[Site] = []
        self.number = 0
        self._at = at
        self._on_judged: Callable[[Judged], None] | None = None
        self._on_foreseen: Callable[[Judged, list[Holder]], None] | None = None
        self._parameters: Callable[[], list[tuple[str, Tensor]]] | None = None
        self.zeroing: list[Place] = []
        #: Whether the program has registered a hook on a tensor or a module.
        self.hooked = False
        #: The latest writes in place, for an error that blames one.
        self.written: deque[Value] = deque(maxlen=_WRITES)
        self._ops: deque[Op] = deque()
        self.max_ops = max_ops
        self._lock = threading.Lock()
        self._meanings: dict[Any, Meaning] = {}

    def on_judged(self, told: Callable[[Judged], None]) -> None:
        """Call ``told`` once, right after the judged backward."""
        self._on_judged = told

    def on_foreseen(self, told: Callable[[Judged, list[Holder]], None]) -> None:
        """Call ``told`` before the judged backward, with the leaves it should reach."""
        self._on_foreseen = told

    def foresee(self, judged: Judged, reached: list[Holder]) -> None:
        """Tell what is known before the judged backward runs."""
        if self._on_foreseen is not None:
            self._on_foreseen(judged, reached)

    def name_parameters(self, names: Callable[[], list[tuple[str, Tensor]]]) -> None:
        """Ask ``names`` for the user's parameters, when the judged call comes."""
        self._parameters = names

    def release(self) -> None:
        """Let go of all that was recorded; the report is made."""
        self._ops.clear()
        self.written.clear()
        self.tensors.forget()
        self.callers.wrapped.clear()
        for judged in (self.judged, self.provisional):
            if judged is not None:
                judged.release()

    # -- one call -----------------------------------------------------------

    def call(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a call, and do what its meaning asks for."""
        try:
            meaning = self._meanings[func]
        except KeyError:
            meaning = self._meanings[func] = meaning_of(func)
        except TypeError:
            meaning = meaning_of(func)
        if meaning.action == "plain":
            return func(*args, **kwargs)
        if meaning.action == "record":
            return self._record(meaning, func, args, kwargs)
        act = getattr(self, f"_{meaning.action}")
        return act(meaning, func, args, kwargs)

    def after(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a call that comes after the judged backward."""
        if calls.name_of(func) != "backward":
            return func(*args, **kwargs)
        site = Site.of(self.caller().place)
        try:
            result = func(*args, **kwargs)
        except RuntimeError as error:
            if self.judged is not None:
                self.judged.later_error = (str(error), site)
            raise
        self.backwards.append(site)
        return result

    def caller(self) -> Caller:
        """Return the user's line that is running."""
        return self.callers.find(sys._getframe(1))

    def collect(self) -> list[Named]:
        """Return the user's parameters as they are now."""
        found = []
        for name, tensor in self._parameters() if self._parameters else ():
            known = self.tensors.find(tensor) or self.tensors.adopt(tensor)
            known.holder.leaf = True
            found.append(Named(name, known.holder, tensor.requires_grad))
        return found

    @contextmanager
    def inside(self) -> Iterator[list[Use]]:
        """Collect what the operations inside read of what was made before."""
        start, read = self.number, list[Use]()
        self.thread.functions.append(read)
        before: list[Use] = []
        try:
            yield before
        finally:
            self.thread.functions.pop()
            for use in read:
                maker = use.value.maker
                if maker is None or maker.number <= start:
                    before.append(use)

    # -- reading ------------------------------------------------------------

    def use(self, tensor: Tensor, asked: bool | None = None) -> Use:
        """Return the use of a tensor's present value, bridging what was not seen."""
        known = self.tensors.find(tensor) or self._meet(tensor)
        foreign = self.tensors.foreign_write(known)
        if foreign is not None:
            self._refresh(tensor, known, foreign)
        asked = asks(tensor) if asked is None else asked
        off = known.holder.switched_off if known.holder.leaf and not asked else None
        return Use(known.value, asked, off)

    def _meet(self, tensor: Tensor) -> Known:
        """Say what a tensor is that nothing seen has made."""
        self.transformed |= is_wrapped(tensor)
        lying = self.tensors.lying_at(tensor)
        known = self.tensors.adopt(tensor)
        known.written = self.number  # what was written before is in it
        history = history_of(tensor)
        if lying is not None:  # another name of what is known, as torch.func gives
            goes_on = asks(tensor) and (history is not None or is_wrapped(tensor))
            op = self._inferred("alias", [Use(lying, goes_on)])
            op.tracked, op.kind = True, "" if goes_on else "detach"
        elif history is not None:
            op = self._bridge(history)
        elif late := self.follower.unseen(tensor, self.caller):
            op = self._inferred("unseen", late)
        else:
            return known
        known.value.maker, known.value.hot = op, True
        return known

    def _inferred(self, name: str, uses: list[Use]) -> Op:
        caller = self.caller()
        self.number += 1
        op = Op(self.number, name, uses, caller.place, tracked=False)
        self._remember(op)
        return op

    def _bridge(self, history: Any, name: str = "unseen") -> Op:
        """Tie a tensor that came from unseen code to what its graph leads to."""
        uses = self._leads_to(history)
        op = self._inferred(name, uses + list(self.thread.compiled_reads))
        op.tracked = True
        return op

    def _leads_to(self, history: Any) -> list[Use]:
        """Return the known values that a graph leads to."""
        found: dict[int, Use] = {}
        todo, met = [history], set()
        while todo:
            node = todo.pop()
            if node is None or node in met:
                continue
            met.add(node)
            leaf = getattr(node, "variable", None)
            made = self.tensors.placed(_sequence(node))
            if leaf is not None:
                use = self.use(leaf, True)
                found[id(use.value)] = use
            elif made is not None:
                found[id(made)] = Use(made, True)
            else:
                todo.extend(n for n, _ in node.next_functions)
                self.compiled |= "Compiled" in node.name()
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

    def _uses(self, meaning: Meaning, args: tuple[Any, ...], kwargs: Any) -> list[Use]:
        name = meaning.name
        if name in calls.SHAPE_ONLY:
            return []
        things: Any = (*args, *kwargs.values())
        if name in calls.FIRST_ONLY or (name == "to" and len(args) > 1):
            things = args[:1]
        elif name in calls.NOT_FIRST:
            things = (*args[1:], *kwargs.values())
        return [self.use(t) for t in tensors_in(things)]

    # -- recording ----------------------------------------------------------

    def _record(
        self, meaning: Meaning, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        caller = self.caller()
        if self.out_of_sight(caller):
            self.read_by_compiled(caller, args)
            return func(*args, **kwargs)
        uses: list[Use] = []
        with self.minding(caller):
            uses += self._uses(meaning, args, kwargs)
            if self.follower.active:
                uses += self.follower.entering(meaning.name, args, kwargs, caller)
        result = func(*args, **kwargs)
        with self.minding(caller):
            self._tie(meaning, uses, result, args, kwargs, caller)
        return result

    @contextmanager
    def minding(self, caller: Caller) -> Iterator[None]:
        """Never end the user's program by a fault of the record: report it instead."""
        try:
            yield
        except Exception as error:
            site = Site.of(caller.place)
            self.lost = f"{type(error).__name__} at {site.file}:{site.line}: {error}"

    def out_of_sight(self, caller: Caller) -> bool:
        """Say whether a call is not to be recorded: it moves, or is compiled."""
        if caller.role == "compiled":
            self.compiled = True
        return caller.role in ("move", "compiled")

    def read_by_compiled(self, caller: Caller, things: Iterable[Any]) -> None:
        """Remember what compiled code reads that carries values without gradient.

        What it makes is met later, and its history tells of the rest.
        """
        if caller.role != "compiled":
            return
        for tensor in tensors_in(things):
            known = self.tensors.find(tensor)
            if known is not None and known.value.hot and not asks(tensor):
                self.thread.compiled_reads.append(Use(known.value, False))

    def doubt(self) -> str:
        """Return why a part of what the loss depends on may be missing, or nothing."""
        if self.compiled:
            return "compiled code ran, and what happens inside it is not seen"
        if self.lost:
            return f"a call could not be recorded ({self.lost})"
        if self.follower.blind:
            return (
                "a debugger or a coverage tool holds Python's trace function, and"
                " numbers computed from a tensor's value were not followed"
            )
        return ""

    def _tie(
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
                    self.make(self.op(meaning.name, [use], caller), tensor)
            return
        targets = self._targets(meaning.name, made, args, kwargs)
        if not made and not targets:
            return
        op = self.op(meaning.name, uses, caller, meaning.kind)
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
        return self.op(op.name, [op.uses[only]], caller, op.kind)

    def _targets(
        self, name: str, made: list[Tensor], args: tuple[Any, ...], kwargs: Any
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
            op = self.op(meaning.name, own, caller, meaning.kind)
            if writes_in_place(meaning.name):
                self._write(op, tensor, meaning.name)
            else:
                self.make(op, tensor)

    def op(self, name: str, uses: list[Use], caller: Caller, kind: str = "") -> Op:
        """Add an operation."""
        self.number += 1
        op = Op(self.number, name, uses, caller.place, kind, caller.role)
        op.tracked = torch.is_grad_enabled()
        if not op.tracked:
            op.switch = self.thread.switch
            if torch.is_inference_mode_enabled():
                op.switch_kind = "inference_mode"
        op.thread = threading.get_ident()
        for read in self.thread.functions:
            read.extend(uses)
        self._remember(op)
        return op

    def _remember(self, op: Op) -> None:
        with self._lock:
            self._ops.append(op)
            if len(self._ops) > self.max_ops:
                self.bounded = True
                old = self._ops.popleft()
                old.uses, old.forgotten = [], True

    def make(self, op: Op, tensor: Tensor) -> Value:
        """Remember a tensor that an operation made."""
        value = self.tensors.made(tensor, op)
        self._place_in_graph(op, tensor, value)
        if value.alias is None or op.role in ("state_dict", "deepcopy"):
            self._mark_read(op)
        return value

    def _place_in_graph(self, op: Op, tensor: Tensor, value: Value) -> None:
        history = history_of(tensor)
        if history is not None:
            self.tensors.place(_sequence(history), value, self.max_ops)
            op.sequence = max(op.sequence, _sequence(history))

    def _mark_read(self, op: Op) -> None:
        for use in op.uses:
            if use.value is not op.updates:
                use.value.mark_read()

    def _write(self, op: Op, tensor: Tensor, name: str) -> None:
        known = self.tensors.find(tensor) or self.tensors.adopt(tensor)
        self.use(tensor)
        old = known.value
        if name in calls.OVERWRITES:
            op.uses = [u for u in op.uses if u.value is not old]
        else:
            if all(u.value is not old for u in op.uses):
                op.uses.insert(0, Use(old, old.requires_grad))
            op.updates = old
        if known.holder.leaf and not op.kind:
            op.kind = "setattr"
        value = self.tensors.written(tensor, known, op)
        self._place_in_graph(op, tensor, value)
        self._mark_read(op)
        self.written.append(value)

    # -- the other actions --------------------------------------------------

    def _escape(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        """A value leaves through Python or NumPy."""
        caller = self.caller()
        use = self.use(args[0])
        use.value.mark_read()
        result = func(*args, **kwargs)
        if use.value.hot:
            op = self.op(meaning.name, [use], caller, meaning.kind)
            op.tracked = False
            left = Value(op, Holder(), False, True)
            # A library's own yes or no steers it, and carries no value on.
            if not isinstance(result, bool) or self.callers.is_direct(sys._getframe(1)):
                self.follower.escaped(result, left, caller)
        return result

    def _pickle(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        """The storage is asked for; by pickle, the values leave with it."""
        caller = self.caller()
        if caller.role != "pickle":
            return func(*args, **kwargs)
        self._escape(Meaning("escape", "pickle", "setattr"), _nothing, args, {})
        return func(*args, **kwargs)

    def _look(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        """A value is shown to somebody."""
        self.use(args[0]).value.mark_read()
        return func(*args, **kwargs)

    def _put(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        """``p.data = x``: the values of one tensor are put into another."""
        caller = self.caller()
        if self.out_of_sight(caller):
            return func(*args, **kwargs)
        target, given = args
        use = self.use(given)
        result = func(*args, **kwargs)
        op = self.op("data", [use], caller, meaning.kind)
        op.tracked = False
        known = self.tensors.find(target) or self.tensors.adopt(target)
        self.tensors.written(target, known, op)
        self.tensors.moved(target, known)
        return result

    def _require(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        """A leaf is told to ask for gradient, or not to."""
        caller = self.caller()
        tensor = args[0]
        before = asks(tensor)
        result = func(*args, **kwargs)
        after = asks(tensor)
        if before != after:
            known = self.tensors.find(tensor) or self.tensors.adopt(tensor)
            if after:
                known.holder.switched_on = caller.place
                known.holder.leaf = True
            else:
                known.holder.switched_off = caller.place
            known.value.hot |= after
        return result

    def _hook(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        caller = self.caller()
        known = self.tensors.find(args[0]) or self.tensors.adopt(args[0])
        known.holder.hooks.append(caller.place)
        self.hooked = True
        return func(*args, **kwargs)

    def _switch(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        """Gradients are switched off or on."""
        was = torch.is_grad_enabled()
        result = func(*args, **kwargs)
        self.switched(was, torch.is_grad_enabled(), sys._getframe(1))
        return result

    def switched(self, was: bool, now: bool, frame: FrameType | None) -> None:
        """Note who switched gradients off; leaving a block restores who did before."""
        if was == now:
            return
        state = self.thread
        if now:
            state.off.append(state.switch)
            state.switch = None
            return
        leaving = _leaves_block(frame)
        before = state.off.pop() if state.off and leaving else None
        caller = self.callers.find(frame)
        state.switch = before or caller.decorated or caller.place

    # -- backward -----------------------------------------------------------

    def _backward(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        site = Site.of(self.caller().place)
        self.backwards.append(site)
        if len(self.backwards) < self._at:
            return func(*args, **kwargs)
        roots = list(tensors_in([args[0] if args else kwargs.get("tensors")]))
        self.recording = False
        self.follower.stop()
        self.judged = judge(self, roots, site, lambda _: func(*args, **kwargs))
        if self._on_judged:
            self._on_judged(self.judged)
        if self.judged.raised is not None:
            raise self.judged.raised
        return None

    def _grad(self, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
        """``torch.autograd.grad`` is part of the forward pass, if a backward comes."""
        caller = self.caller()
        if caller.role == "functorch":
            return func(*args, **kwargs)
        asked = _Asked.of(*args, **kwargs)
        if self.provisional is None:
            self.provisional = provisional(self, asked.outputs, asked.weights)
        uses = self._gradient_uses(asked)
        result = func(*args, **kwargs)
        for tensor in tensors_in([result]):
            recorded = history_of(tensor)
            if recorded is None:
                op = self.op("grad", uses, caller, "create_graph")
            else:
                op = self._bridge(recorded, "grad")
                op.place = caller.place
                op.uses += uses
            self.make(op, tensor)
        return result

    def _gradient_uses(self, asked: _Asked) -> list[Use]:
        """Return what the gradients depend on, other than by a history of their own."""
        if not any(history_of(t) for t in asked.outputs):
            return []
        given = asked.outputs, asked.inputs
        try:
            if asked.create_graph:
                return saved_uses(self, *given, detached=True)
            if self.hooked:
                uses = saved_uses(self, *given)
            else:
                uses = self._differentiate(asked)
                uses += saved_uses(self, *given, detached=True)
        except RuntimeError:  # the call itself will say so
            uses = [self.use(t) for t in asked.outputs]
        return uses + [self.use(t) for t in tensors_in([asked.weights])]

    def _differentiate(self, asked: _Asked) -> list[Use]:
        """Ask for the same gradients with a history, and see where it leads."""
        gradients = torch.autograd.grad(
            asked.outputs,
            asked.inputs,
            asked.weights,
            create_graph=True,
            retain_graph=True,
            allow_unused=True,
        )
        found: dict[int, Use] = {}
        for gradient in gradients:
            if gradient is not None and (history := history_of(gradient)) is not None:
                found.update({id(u.value): u for u in self._leads_to(history)})
        return list(found.values())


class _Asked(NamedTuple):
    """The arguments of ``torch.autograd.grad``."""

    outputs: list[Tensor]
    inputs: list[Tensor]
    weights: Any
    create_graph: bool

    @classmethod
    def of(
        cls,
        outputs: Any,
        inputs: Any,
        grad_outputs: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        **_: Any,
    ) -> _Asked:
        """Read a call's arguments."""
        given = list(tensors_in([outputs])), list(tensors_in([inputs]))
        return cls(*given, grad_outputs, create_graph)


def _sequence(node: Any) -> int:
    try:
        return int(node._sequence_nr())
    except (AttributeError, OverflowError):
        return -1


def _nothing(tensor: Tensor) -> None:
    """Stand for a call whose result is known to hold nothing."""


def _leaves_block(frame: FrameType | None) -> bool:
    """Say whether gradients are being restored at a block's end."""
    for _ in range(3):
        if frame is None:
            return False
        if frame.f_code.co_name == "__exit__":
            return True
        frame = frame.f_back
    return False


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
