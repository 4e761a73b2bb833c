"""A record and a judged backward become a report.  Every verdict is made here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .cuts import ALWAYS_ZERO, KINDS, zero_kind
from .judged import Judged, Named, Step
from .record import Holder, Op, Place, Site, Value


class Cause(NamedTuple):
    """A line that took a gradient away.

    ``effect``: ``cut`` (no gradient is left), ``partial`` (gradient comes along
    another path) or ``zero`` (it is all exact zeros).
    """

    effect: str
    kind: str
    op: str
    file: str
    line: int
    code: str


@dataclass(frozen=True)
class Parameter:
    """What became of one parameter's gradient."""

    name: str
    status: str
    causes: list[Cause] = field(default_factory=list)
    certain: bool = True
    note: str = ""

    def data(self) -> dict[str, Any]:
        """Return the verdict as plain dicts and lists."""
        return {
            "name": self.name,
            "status": self.status,
            "certain": self.certain,
            "note": self.note,
            "causes": [c._asdict() for c in self.causes],
        }

    @classmethod
    def of(cls, data: dict[str, Any]) -> Parameter:
        """Return the verdict that :meth:`data` described."""
        return cls(**{**data, "causes": [Cause(**c) for c in data["causes"]]})


class Cut(NamedTuple):
    """What a dead edge is blamed on."""

    kind: str
    op: str
    site: Site
    inner: Place | None
    guess: str = ""


class _Edge(NamedTuple):
    """A dependence without gradient, from the value read to the value made."""

    read: Value
    made: Value


class Paths:
    """How the judged call's loss depends on values, with and without gradient."""

    def __init__(self, judged: Judged) -> None:
        self._judged = judged
        self.ops: dict[int, Op] = {}
        self.values: list[Value] = []
        self._walk(judged.roots)
        self._by_sequence = sorted(
            (op for op in self.ops.values() if op.sequence >= 0),
            key=lambda op: (op.sequence, op.number),
        )
        self._sequences = [op.sequence for op in self._by_sequence]
        self._mark_blocked()

    def _walk(self, roots: list[Value]) -> None:
        met = {id(v) for v in roots}
        todo = list(roots)
        held: set[int] = set()
        self._rewritten: set[int] = set()
        while todo:
            value = todo.pop()
            self.values.append(value)
            if value.holder.leaf:
                again = self._rewritten if id(value.holder) in held else held
                again.add(id(value.holder))
            if value.maker is None:
                continue
            self.ops[id(value.maker)] = value.maker
            for use in value.maker.uses:
                if id(use.value) not in met:
                    met.add(id(use.value))
                    todo.append(use.value)

    @property
    def doubt(self) -> str:
        """Why a dependence may be missing here, or nothing."""
        if any(op.forgotten for op in self.ops.values()):
            return "the bound on operations was hit, and its part may be forgotten"
        return self._judged.doubt

    @property
    def raised(self) -> bool:
        """Whether the judged call raised an error."""
        return self._judged.raised is not None

    def op_of(self, step: Step) -> Op | None:
        """Return the operation that recorded a node of the backward graph."""
        if step.sequence < 0:
            return None
        at = bisect_left(self._sequences, step.sequence)
        return self._by_sequence[at] if at < len(self._by_sequence) else None

    def _mark_blocked(self) -> None:
        """A node that got a gradient may have given none to an input."""
        for step in self._judged.steps:
            if not any(g is not None for g in step.got):
                continue
            for given, (target, _) in zip(step.gave, step.feeds, strict=False):
                if given is None and target is not None:
                    self._block(step, target)

    def _block(self, step: Step, target: Step | Holder) -> None:
        op = self.op_of(step)
        if op is None or op.kind not in ("custom_function", ""):
            return
        for i, use in enumerate(op.uses):
            maker = use.value.maker
            if isinstance(target, Holder):
                same = use.value.holder is target
            else:
                same = maker is not None and maker is self.op_of(target)
            if same:
                op.blocked.add(i)
                op.kind = op.kind or "not_differentiable"

    def live(self, tails: Iterable[Value]) -> Iterator[Value]:
        """Yield all values that gradient from the given ones would reach."""
        todo = list(tails)
        met = {id(v) for v in todo}
        while todo:
            value = todo.pop()
            yield value
            op = value.maker
            if op is None:
                continue
            for i, use in enumerate(op.uses):
                if id(use.value) not in met and op.carries(i, value):
                    met.add(id(use.value))
                    todo.append(use.value)

    def leaves_behind(self, edges: Iterable[_Edge]) -> set[int]:
        """Return the leaves that gradient would come to, had the edges carried it."""
        reached = self.live(edge.read for edge in edges)
        return {id(v.holder) for v in reached if v.holder.leaf}

    def reaching(self, avoiding: Holder) -> set[int]:
        """Return the values that reach the loss other than through a leaf itself.

        A leaf that is edited by its own values remains itself: that is no cut.
        """
        todo = [v for v in self._judged.roots if v.holder is not avoiding]
        met = {id(v) for v in todo}
        while todo:
            op = todo.pop().maker
            for use in op.uses if op is not None else ():
                if use.value.holder is not avoiding and id(use.value) not in met:
                    met.add(id(use.value))
                    todo.append(use.value)
        return met

    def blame(self, op: Op, index: int, made: Value) -> Cut:
        """Say what took the gradient between a value read and a value made."""
        return _blame(op, index, made)

    @property
    def rewritten(self) -> set[int]:
        """The leaves that were written in place on the way to the loss."""
        return self._rewritten

    def cuts(self) -> dict[Cut, list[_Edge]]:
        """Return the dead edges by what is to blame."""
        found: dict[Cut, list[_Edge]] = {}
        for value in self.values:
            op = value.maker
            if op is None:
                continue
            for i, use in enumerate(op.uses):
                if use.value.hot and not op.carries(i, value):
                    edge = _Edge(use.value, value)
                    found.setdefault(_blame(op, i, value), []).append(edge)
        return found


_OFF_BEFORE = (
    "gradients were off before the trace began; the line is the first that missed them"
)


def _blame(op: Op, index: int, made: Value) -> Cut:
    value, asked, off = op.uses[index]
    kind = _role_kind(op) or op.kind
    if kind == "setattr" and op.tracked and op.role != "load" and op.updates is value:
        kind = ""
    if not kind and made.discrete:
        kind = "integer"
    flag = value.holder.leaf and not asked and value.holder.requires_grad
    if flag and kind in ("", "setattr", "custom_function"):
        place = off or value.holder.switched_on or op.place
        return Cut("requires_grad_", "requires_grad_", Site.of(place), None)
    if not kind and not op.tracked:
        site = Site.of(op.switch or op.place)
        guess = "" if op.switch else _OFF_BEFORE
        return Cut(op.switch_kind, op.switch_kind, site, op.place.inner, guess)
    kind = kind or "not_differentiable"
    return Cut(kind, op.name, Site.of(op.place), op.place.inner)


def _role_kind(op: Op) -> str:
    return {
        "deepcopy": "deepcopy",
        "state_dict": "state_dict",
        "load": "setattr",
        "sample": "rng",
    }.get(op.role, "")


def verdicts(judged: Judged) -> list[Parameter]:
    """Say for each parameter what became of its gradient."""
    paths = Paths(judged)
    causes = _causes(paths, judged)
    alive = {id(v.holder) for v in paths.live(judged.roots)}
    zeros = _Zeros(paths, judged)
    found: dict[str, Parameter] = {}
    seen: set[int] = set()
    for named in judged.named:
        if id(named.holder) not in seen:
            seen.add(id(named.holder))
            cuts = causes.get(id(named.holder), [])
            found[named.name] = _verdict(named, cuts, alive, zeros, paths)
    return list(found.values())


def foreseen(judged: Judged, reached: list[Holder]) -> list[Parameter]:
    """Say the same before backward has run, of the leaves that it should reach."""
    for holder in reached:
        holder.arrival = "some"
    try:
        return verdicts(judged)
    finally:
        for holder in reached:
            holder.arrival = None


def _causes(paths: Paths, judged: Judged) -> dict[int, list[Cut]]:
    """Return the cuts by parameter: those that gradient would have come to."""
    wanted = {id(named.holder): named.holder for named in judged.named}
    without: dict[int, set[int]] = {}
    found: dict[int, list[Cut]] = {}
    for cut, edges in paths.cuts().items():
        for key in paths.leaves_behind(edges) & wanted.keys():
            if key in paths.rewritten:
                if key not in without:
                    without[key] = paths.reaching(avoiding=wanted[key])
                others = [e for e in edges if id(e.made) in without[key]]
                if key not in paths.leaves_behind(others):
                    continue
            found.setdefault(key, []).append(cut)
    return found


def _verdict(
    named: Named, cuts: list[Cut], alive: set[int], zeros: _Zeros, paths: Paths
) -> Parameter:
    name, holder, requires_grad = named
    if not requires_grad:
        return Parameter(name, "frozen")
    if holder.arrival is not None:
        partial = [c for c in cuts if not KINDS[c.kind].copies]
        listed = _listed("partial", partial)
        if holder.arrival == "some":
            return Parameter(name, "flows", listed)
        made, note = zeros.of(holder)
        return Parameter(name, "zero", made + listed, note=note)
    if cuts:
        certain = not any(cut.guess for cut in cuts)
        return Parameter(name, "cut", _listed("cut", cuts), certain, _note(cuts))
    if id(holder) in alive:
        note = paths.doubt or "each recorded step kept its gradient, yet none came"
        if paths.raised:
            note = "backward raised an error before a gradient came"
        return Parameter(name, "cut", certain=False, note=note)
    note = paths.doubt
    status = "unreached" if holder.read else "unused"
    return Parameter(name, status, certain=not note, note=note)


def _note(cuts: list[Cut]) -> str:
    guesses = [cut.guess for cut in cuts if cut.guess]
    if guesses:
        return guesses[0]
    places = [Site.of(c.inner) for c in cuts if c.inner is not None]
    places = [p for p in places if "site-packages" in p.file]
    return f"inside {places[0].file}:{places[0].line}" if places else ""


def _listed(effect: str, cuts: list[Cut]) -> list[Cause]:
    found: dict[tuple[str, str, int], Cause] = {}
    for kind, op, site, *_ in cuts:
        key = (kind, site.file, site.line)
        found.setdefault(key, Cause(effect, kind, op, *site))
    return sorted(found.values(), key=lambda c: (c.file, c.line, c.kind))


#: Causes and notes, in the order in which they were found.
_Found = dict["Cause | str", None]


class _Zeros:
    """Finds where a gradient turned into exact zeros."""

    def __init__(self, paths: Paths, judged: Judged) -> None:
        self._paths = paths
        self._judged = judged
        self._found: dict[int, _Found] = {}
        self._hooked: dict[int, list[Place]] = {}
        for value in paths.values:
            if value.holder.hooks and value.maker is not None:
                held = self._hooked.setdefault(id(value.maker), [])
                held += value.holder.hooks
        self._into: dict[int, list[tuple[Step, int]]] = {}
        for step in judged.steps:
            for i, (target, _) in enumerate(step.feeds):
                if target is not None:
                    self._into.setdefault(id(target), []).append((step, i))

    def of(self, holder: Holder) -> tuple[list[Cause], str]:
        """Return the lines that made a leaf's gradient zero, and a note."""
        found = self._above(holder)
        causes = [f for f in found if isinstance(f, Cause)]
        notes = [f for f in found if isinstance(f, str)]
        return causes, "; ".join(notes)

    def _above(self, start: Step | Holder) -> _Found:
        """Walk towards the loss, once for each node however many leaves ask."""
        todo: list[Step | Holder] = [start]
        while todo:
            here = todo[-1]
            if id(here) in self._found:
                todo.pop()
                continue
            own, further = self._at(here)
            missing = [s for s in further if id(s) not in self._found]
            if missing:
                todo += missing
                continue
            for step in further:
                own.update(self._found[id(step)])
            self._found[id(here)] = own
            todo.pop()
        return self._found[id(start)]

    def _at(self, here: Step | Holder) -> tuple[_Found, list[Step]]:
        """Return what is to blame at a node, and where to look further up."""
        own: _Found = {}
        further: list[Step] = []
        above = self._into.get(id(here)) or self._checkpoints(here)
        if isinstance(here, Step) and not above:
            own.update(dict.fromkeys(self._hooks(here)))  # on what backward had
        for step, i in above:
            given = step.gave[i] if i < len(step.gave) else None
            if given:
                own.update(dict.fromkeys(self._hooks(here)))
            elif given is False:
                blamed = self._blamed(step)
                own.update(dict.fromkeys(blamed or ()))
                further += [] if blamed is not None else [step]
        return own, further

    def _checkpoints(self, here: Step | Holder) -> list[tuple[Step, int]]:
        """A reentrant checkpoint runs its own backward: its node stands for it."""
        found = []
        for step in self._judged.steps if isinstance(here, Holder) else ():
            op = self._paths.op_of(step)
            if op is None or op.kind != "checkpoint":
                continue
            if any(use.value.holder is here for use in op.uses):
                found.append((step, 0))
        return found

    def _blamed(self, step: Step) -> list[Cause | str] | None:
        """Blame a node that turned a gradient into zeros, or would have; else None."""
        kind = zero_kind(step.name)
        if not any(step.got) and kind not in ALWAYS_ZERO:
            return None
        op = self._paths.op_of(step)
        if kind == "hook":
            return [_cause("hook", "hook", p) for p in self._judged.zeroing]
        if op is None:
            return []
        if kind:
            return [_cause(kind, op.name, op.place)]
        line = Site.of(op.place).line
        return [f"it turns to exact zeros in {step.name} at line {line}"]

    def _hooks(self, here: Step | Holder) -> list[Cause]:
        """A gradient that was something on its way and zeros on arrival."""
        if isinstance(here, Holder):
            places = here.hooks
        else:
            op = self._paths.op_of(here)
            places = self._hooked.get(id(op), []) if op is not None else []
        return [_cause("hook", "register_hook", p) for p in places]


def _cause(kind: str, op: str, place: Place) -> Cause:
    return Cause("zero", kind, op, *Site.of(place))
