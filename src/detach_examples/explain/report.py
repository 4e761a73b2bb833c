"""A report in words: for a terminal, for a page, for a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from html import escape
from typing import Any

from .html import group_html
from .record import Site
from .terminal import NAMES_SHOWN, group_lines
from .verdict import Parameter
from .wording import where

#: Statuses that are faults unless an exception was made for them.
FAULTS = ("cut", "zero", "unused", "unreached")


@dataclass(frozen=True)
class Report:
    """What became of each parameter's gradient, in one backward call.

    ``print`` shows it as text, a notebook as HTML; ``report["encoder.weight"]`` is
    one parameter's verdict.

    :param parameters: one verdict per parameter, in the order of their names' owners.
    :param backward: the line that called backward.
    :param script: the program, where one was run by the command line.
    :param torch: the version of PyTorch.
    :param error: what an error of backward itself comes from, in words.
    :param notes: what limits the report.
    :param ranks: of several processes, the others' verdicts where they differ.
    """

    parameters: list[Parameter]
    backward: Site | None
    torch: str
    script: str = ""
    error: str = ""
    notes: tuple[str, ...] = ()
    excepted: frozenset[str] = field(default_factory=frozenset)
    ranks: dict[int, list[Parameter]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Parameter:
        """Return the verdict on one parameter.

        :raises KeyError: when no parameter has that name.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(p.name for p in self.parameters[:NAMES_SHOWN])
        raise KeyError(f"no parameter is called {name!r}; there are {known}")

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.parameters)

    @property
    def faults(self) -> list[Parameter]:
        """The parameters whose gradient is missing or zero, exceptions left out."""
        return [p for p in self.parameters if self._is_fault(p)]

    def _is_fault(self, p: Parameter) -> bool:
        return p.status in FAULTS and p.name not in self.excepted

    @property
    def status(self) -> int:
        """The exit status: 0 when nothing is a fault, else 1."""
        others = [p for found in self.ranks.values() for p in found]
        return 1 if any(map(self._is_fault, [*self.parameters, *others])) else 0

    def beside(self, others: dict[int, list[Parameter]]) -> Report:
        """Return the report with what other ranks found, where they differ.

        :param others: per rank, its verdicts.
        """
        mine = {p.name: (p.status, p.causes) for p in self.parameters}
        differ = {
            rank: [p for p in found if mine.get(p.name) != (p.status, p.causes)]
            for rank, found in others.items()
        }
        return replace(self, ranks={rank: ps for rank, ps in differ.items() if ps})

    def excepting(self, patterns: list[str]) -> Report:
        """Return the report with cuts that are meant to be there.

        :param patterns: names, in which ``*`` stands for anything.
        """
        found = {
            p.name
            for p in self.parameters
            if any(fnmatchcase(p.name, pattern) for pattern in patterns)
        }
        return replace(self, excepted=frozenset(found))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()

    def text(self, everything: bool = False) -> str:
        """Return the report for a terminal.

        :param everything: list the parameters that are fine, too, and all names.
        """
        lines = [self._headline()]
        if self.error:
            lines += ["", self.error]
        for group in self._groups(self.parameters, everything):
            lines += ["", *group_lines(group, everything, self.excepted)]
        for rank, found in self.ranks.items():
            lines += ["", f"On rank {rank} it is different:"]
            for group in self._groups(found, everything=True):
                lines += group_lines(group, everything, self.excepted)
        lines += [f"\nNote: {note}" for note in self.notes]
        return "\n".join(lines)

    def _headline(self) -> str:
        call = f"The backward at {where(self.backward)}" if self.backward else "It"
        faults, count = len(self.faults), len(self.parameters)
        if not count:
            return f"{call} was judged, but no parameter was found."
        things = f"{count} parameter" + "s" * (count != 1)
        if not faults:
            but = ", but ranks differ" if self.ranks else ""
            return f"{call} leaves no fault in {things}{but}."
        return f"{call} leaves {faults} of {things} without a gradient to train by."

    def _groups(
        self, parameters: list[Parameter], everything: bool
    ) -> list[list[Parameter]]:
        """Parameters that share one verdict, faults first."""
        found: dict[Any, list[Parameter]] = {}
        for p in parameters:
            key = (p.status, tuple(p.causes), p.note, p.name in self.excepted)
            found.setdefault(key, []).append(p)
        order = [*FAULTS, "frozen", "flows"]
        groups = sorted(found.values(), key=lambda g: self._rank(g[0], order))
        return [g for g in groups if everything or _worth(g[0])]

    def _rank(self, p: Parameter, order: list[str]) -> tuple[bool, bool, int]:
        return p.name in self.excepted, not p.causes, order.index(p.status)

    def json(self) -> str:
        """Return the report for a machine: every parameter, in one JSON object."""
        return json.dumps(self.data(), indent=2)

    def data(self) -> dict[str, Any]:
        """Return the report as plain dicts and lists."""
        backward = self.backward
        return {
            "torch": self.torch,
            "script": self.script,
            "backward": backward and {"file": backward.file, "line": backward.line},
            "parameters": [p.data() for p in self.parameters],
            "error": self.error,
            "notes": list(self.notes),
            "ranks": {r: [p.data() for p in ps] for r, ps in self.ranks.items()},
        }

    def _repr_html_(self) -> str:
        """Return the report for a notebook or a gallery page."""
        groups = "".join(
            group_html(group, self.excepted)
            for group in self._groups(self.parameters, everything=False)
        )
        error = f"<p>{escape(self.error)}</p>" if self.error else ""
        notes = "".join(f"<p>Note: {escape(note)}</p>" for note in self.notes)
        head = f"<p><strong>{escape(self._headline())}</strong></p>"
        return f'<div class="flow-report">{head}{error}{groups}{notes}</div>'


def _worth(p: Parameter) -> bool:
    return p.status in FAULTS or bool(p.causes)
