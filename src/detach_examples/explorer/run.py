"""Run one combination of a program, and note all that the page will show of it."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType

from torch import Tensor

from ..expect import first_clause
from ..explain.judged import Judged
from ..explain.names import Names, written
from ..explain.paths import Paths
from ..explain.record import Op, Site
from ..explain.session import tracing
from ..explain.tracer import MAX_OPS, Tracer
from ..explain.watch import some
from ..main_module import replaced_main
from .keys import Keys
from .passes import Passes, told
from .program import Program
from .telling import Step, steps


@dataclass(frozen=True)
class State:
    """What torch did with one combination of choices.

    :param grads: the text of each leaf's gradient, or the error's first clause.
    :param kinds: ``some``, ``zeros``, ``none`` or ``error``, for each leaf.
    :param error: type and first clause of what was raised, or nothing.
    :param live: the keys of the values and operations that gradient reached.
    :param held: the numbers of the small variables at the end.
    """

    choices: Mapping[str, str]
    grads: Mapping[str, str]
    kinds: Mapping[str, str]
    error: str
    live: frozenset[str]
    held: Mapping[str, str]
    steps: tuple[Step, ...] = ()


@dataclass
class Run:
    """A program of one combination on its way, with its record."""

    program: Program
    choices: Mapping[str, str]
    file: str
    tracer: Tracer = field(default_factory=lambda: Tracer(1, MAX_OPS))
    error: str = ""

    def __post_init__(self) -> None:
        self._main = ModuleType("__main__")
        self.text = self.program.text(self.choices)
        self.starts = self.program.lines(self.choices)
        self.names = Names(self.tracer)
        self.passes = Passes()
        self._run()

    def _run(self) -> None:
        rows = self.text.splitlines(keepends=True)
        linecache.cache[self.file] = len(self.text), None, rows, self.file
        body = ast.parse(self.text).body
        try:
            with replaced_main(self._main), tracing(self.tracer):
                try:
                    self._execute(body[:-1])
                    self.names.take(self._main.__dict__)
                    root = self.variables[self.program.root]
                    self.passes.watch(root, self.tensor_names())
                    self._execute(body[-1:])
                except Exception as raised:
                    self.error = f"{type(raised).__name__}: {first_clause(str(raised))}"
        finally:
            del linecache.cache[self.file]
            self.passes.end()

    def _execute(self, body: list[ast.stmt]) -> None:
        tree = ast.Module(body=body, type_ignores=[])
        exec(compile(tree, self.file, "exec"), self._main.__dict__)

    @property
    def variables(self) -> dict[str, Tensor]:
        """The tensors of the program, by name."""
        space = self._main.__dict__
        return {name: t for name, t in space.items() if isinstance(t, Tensor)}

    @property
    def leaves(self) -> list[str]:
        """The names of the leaves, in the order of the program."""
        return [n for n, t in self.variables.items() if t.is_leaf and t.requires_grad]

    @cached_property
    def keys(self) -> Keys:
        """What the parts of this run are called."""
        return Keys(self.tracer, self.variables, self.starts)

    def judged(self, root: str) -> Judged:
        """Return the record as seen from one variable."""
        value = self.tracer.uses.of(self.variables[root]).value
        return Judged([value], Site(self.file, len(self.starts), ""))

    @cached_property
    def operations(self) -> list[Op]:
        """Return all operations that led to a variable, as they ran."""
        values = [self.tracer.uses.of(t).value for t in self.variables.values()]
        found = Paths(Judged(values, Site(self.file, 1, ""))).ops
        return sorted(found.values(), key=lambda op: op.number)

    @property
    def paths(self) -> Paths:
        """How the loss depends on what ran."""
        return Paths(self.judged(self.program.root))

    def tensor_names(self) -> dict[tuple[int, tuple[int, ...]], str]:
        """The names of the variables by address and shape, the first where two fit."""
        names: dict[tuple[int, tuple[int, ...]], str] = {}
        for name, tensor in self.variables.items():
            names.setdefault((tensor.data_ptr(), tuple(tensor.shape)), name)
        return names

    def value_text(self, key: str) -> str:
        """Return a variable and its numbers, where they are known."""
        name = key.split()[0]
        if name != key:
            return name
        return f"{name} = {told(self.variables[name])}"

    def live(self, root: str) -> frozenset[str]:
        """Return the keys of what a gradient from ``root`` comes to."""
        if root not in self.variables:
            return frozenset()  # the program raised before it came so far
        judged, keys = self.judged(root), self.keys
        tails = [v for v in judged.roots if v.requires_grad]
        reached = {id(v): v for v in Paths(judged).live(tails)}
        makers = {id(v.maker) for v in reached.values() if v.maker}
        holders = {id(v.holder) for v in reached.values() if v.holder.leaf}
        named = {
            key
            for key, value in keys.values.items()
            if id(value) in reached or id(value.holder) in holders
        }
        made = keys.of_operations(self.operations).items()
        return frozenset(named | {key for op, key in made if op in makers})

    def state(self) -> State:
        """Return what the page shows of this combination."""
        leaves = {leaf: self.variables[leaf].grad for leaf in self.leaves}
        grads = {leaf: self.error or str(grad) for leaf, grad in leaves.items()}
        kinds = {leaf: self._kind(grad) for leaf, grad in leaves.items()}
        held = {
            name: written(t) for name, t in self.variables.items() if t.numel() <= 4
        }
        live = self.live(self.program.root)
        return State(
            self.choices, grads, kinds, self.error, live, held, tuple(steps(self))
        )

    def _kind(self, gradient: Tensor | None) -> str:
        if self.error:
            return "error"
        return {True: "some", False: "zeros", None: "none"}[some(gradient)]
