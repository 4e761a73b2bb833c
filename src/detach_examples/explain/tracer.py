"""Watch a step while it runs: each call of torch, by what it means."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import Tensor

from .attributes import hook, put, require
from .backward import backward
from .callers import Caller, Callers
from .calls import Meaning, meaning_of
from .compiled import Compiled
from .escapes import escape, look, pickle
from .follow import Follower
from .gradients import grad
from .judged import Judged, Named
from .operations import Operations
from .record import Holder, Place, Site
from .results import Results
from .switches import Switches, switch
from .tensors import Tensors
from .uses import Uses

#: An operation takes about 0.6 KB.
MAX_OPS = 200_000
#: What runs a call that is not recorded as an operation on tensors, by its meaning.
_ACTIONS: dict[str, Callable[[Tracer, Meaning, Any, Any, Any], Any]] = {
    "backward": backward,
    "escape": escape,
    "grad": grad,
    "hook": hook,
    "look": look,
    "pickle": pickle,
    "put": put,
    "require": require,
    "switch": switch,
}


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
        self.at = at
        self.callers = Callers(mine)
        self.tensors = Tensors()
        self.follower = Follower(self.callers, self.tensors)
        self.switches = Switches(self.callers)
        self.operations = Operations(max_ops, self.switches)
        self.compiled = Compiled(self.tensors)
        self.uses = Uses(
            self.callers, self.tensors, self.follower, self.compiled, self.operations
        )
        self.results = Results(self.tensors, self.uses, self.operations)
        self.recording = True
        self.process = os.getpid()
        #: Why a call could not be recorded, the last time that one could not.
        self.lost = ""
        self.judged: Judged | None = None
        self.provisional: Judged | None = None
        self.backwards: list[Site] = []
        self.zeroing: list[Place] = []
        #: Whether the program has registered a hook on a tensor or a module.
        self.hooked = False
        self._on_judged: Callable[[Judged], None] | None = None
        self._on_foreseen: Callable[[Judged, list[Holder]], None] | None = None
        self._parameters: Callable[[], list[tuple[str, Tensor]]] | None = None
        self._meanings: dict[Any, Meaning] = {}

    # -- what is told, and to whom ------------------------------------------

    def on_judged(self, told: Callable[[Judged], None]) -> None:
        """Call ``told`` once, right after the judged backward."""
        self._on_judged = told

    def tell(self, judged: Judged) -> None:
        """Tell what the judged backward did."""
        self.judged = judged
        if self._on_judged is not None:
            self._on_judged(judged)

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

    def collect(self) -> list[Named]:
        """Return the user's parameters as they are now."""
        found = []
        for name, tensor in self._parameters() if self._parameters else ():
            known = self.tensors.find(tensor) or self.tensors.adopt(tensor)
            known.holder.leaf = True
            found.append(Named(name, known.holder, tensor.requires_grad))
        return found

    def doubt(self) -> str:
        """Return why a part of what the loss depends on may be missing, or nothing."""
        if self.compiled.met:
            return "compiled code ran, and what happens inside it is not seen"
        if self.lost:
            return f"a call could not be recorded ({self.lost})"
        if self.follower.statements.blind:
            return (
                "a debugger or a coverage tool holds Python's trace function, and"
                " numbers computed from a tensor's value were not followed"
            )
        return ""

    def release(self) -> None:
        """Let go of all that was recorded; the report is made."""
        self.operations.forget()
        self.results.written.clear()
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
        return _ACTIONS[meaning.action](self, meaning, func, args, kwargs)

    def _record(
        self, meaning: Meaning, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        caller = self.callers.here()
        if self.compiled.hides(caller):
            self.compiled.read(caller, args)
            return func(*args, **kwargs)
        uses = []
        with self._minding(caller):
            uses += self.uses.given(meaning.name, args, kwargs)
            if self.follower.statements.active:
                uses += self.follower.entering(meaning.name, args, kwargs, caller)
        result = func(*args, **kwargs)
        with self._minding(caller):
            self.results.tie(meaning, uses, result, args, kwargs, caller)
        return result

    @contextmanager
    def _minding(self, caller: Caller) -> Iterator[None]:
        """Never end the user's program by a fault of the record: report it instead."""
        try:
            yield
        except Exception as error:
            site = Site.of(caller.place)
            self.lost = f"{type(error).__name__} at {site.file}:{site.line}: {error}"
