"""Run a script block by block, as the build does, in one module of its own."""

from __future__ import annotations

import ast
import contextlib
import io
import warnings
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

from .. import measure
from ..main_module import replaced_main
from . import state
from .faults import Fault
from .script import Script


@dataclass(frozen=True)
class Part:
    """What is run at once: the header, or the code of a block from its first line."""

    line: int
    code: str


def parts(script: Script) -> list[Part]:
    """Return the header and the blocks of a script, as they are run."""
    starts = [1, *(block.line for block in script.blocks)]
    ends = [*starts[1:], len(script.lines) + 1]
    return [
        Part(start, "\n".join(script.lines[start - 1 : end - 1]))
        for start, end in zip(starts, ends, strict=True)
    ]


class Running:
    """A script on its way: each part runs once, in order."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.next = 0
        self._main = ModuleType("__main__")
        self.namespace = self._main.__dict__
        self._main.__file__ = str(script.path)
        self._book = measure.Book(page=script.page)
        self._before: dict[str, object] = {}

    @cached_property
    def parts(self) -> list[Part]:
        """The header and the blocks."""
        return parts(self.script)

    def step(self) -> str:
        """Run the next part; return what it printed."""
        part, out = self.parts[self.next], io.StringIO()
        if self.next == 0:
            state.reset()
            self._before = state.snapshot()
        self.next += 1
        measure.open_book(self._book)
        tree = ast.parse("\n" * (part.line - 1) + part.code, str(self.script.path))
        code = compile(tree, str(self.script.path), "exec")
        with replaced_main(self._main), warnings.catch_warnings():
            state.refuse_warnings()
            with contextlib.redirect_stdout(out):
                exec(code, self.namespace)
        return out.getvalue()

    @property
    def ended(self) -> bool:
        """Whether every part has run."""
        return self.next == len(self.parts)

    def left(self) -> list[Fault]:
        """Return what the script left changed of the state that scripts share."""
        file, line = self.script.file, self.script.line_of_call
        changed = state.changed(self._before)
        return [Fault(file, line(calls), what, do) for what, calls, do in changed]
