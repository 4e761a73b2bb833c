"""A report in words: for a terminal, for a page, for a machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from html import escape
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

from .cuts import KINDS, PAGES
from .record import Site, shown
from .verdict import Cause, Parameter

#: Statuses that are faults unless an exception was made for them.
FAULTS = ("cut", "zero", "unused", "unreached")
_NAMES_SHOWN = 6
_SAYS = {
    "cut": ("has no gradient", "have no gradient"),
    "zero": ("has a gradient of exact zeros", "have gradients of exact zeros"),
    "unused": ("has no gradient, it is unused", "have no gradient, they are unused"),
    "unreached": (
        "has no gradient, it is unreached",
        "have no gradient, they are unreached",
    ),
    "frozen": ("is frozen", "are frozen"),
    "flows": ("has a gradient", "have gradients"),
}
_WHY = {
    "cut": "cut, and the line is not known",
    "zero": "no single line is responsible",
    "unused": "never read after initialisation",
    "unreached": "read, but nothing made from it reaches the loss",
    "frozen": "requires_grad is False",
    "flows": "",
}
_DOUBT = "This verdict is not certain."
_DO = {
    "unused": "Use it in the forward pass, or take it out of the model.",
    "unreached": "Add what is computed from it to the loss, or leave it out here.",
}


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
        known = ", ".join(p.name for p in self.parameters[:_NAMES_SHOWN])
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
            lines += ["", *_group_lines(group, everything, self.excepted)]
        for rank, found in self.ranks.items():
            lines += ["", f"On rank {rank} it is different:"]
            for group in self._groups(found, everything=True):
                lines += _group_lines(group, everything, self.excepted)
        lines += [f"\nNote: {note}" for note in self.notes]
        return "\n".join(lines)

    def _headline(self) -> str:
        where = f"The backward at {_where(self.backward)}" if self.backward else "It"
        faults, count = len(self.faults), len(self.parameters)
        if not count:
            return f"{where} was judged, but no parameter was found."
        things = f"{count} parameter" + "s" * (count != 1)
        if not faults:
            but = ", but ranks differ" if self.ranks else ""
            return f"{where} leaves no fault in {things}{but}."
        return f"{where} leaves {faults} of {things} without a gradient to train by."

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
            _group_html(group, self.excepted)
            for group in self._groups(self.parameters, everything=False)
        )
        error = f"<p>{escape(self.error)}</p>" if self.error else ""
        notes = "".join(f"<p>Note: {escape(note)}</p>" for note in self.notes)
        head = f"<p><strong>{escape(self._headline())}</strong></p>"
        return f'<div class="flow-report">{head}{error}{groups}{notes}</div>'


def _worth(p: Parameter) -> bool:
    return p.status in FAULTS or bool(p.causes)


def _where(site: Site | Cause) -> str:
    return f"{shown(site.file)}:{site.line}"


def link(kind: str) -> str:
    """Return the address of the page about a kind of cut, or nothing."""
    base = os.environ.get(PAGES) or os.environ.get("SITE_URL") or _documentation()
    return f"{base.rstrip('/')}/{KINDS[kind].page}.html" if base else ""


def _documentation() -> str:
    try:
        urls = metadata("detach-examples").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named: dict[str, str] = dict(url.split(", ", 1) for url in urls)
    return named.get("Documentation", "")


def _subject(group: list[Parameter], everything: bool) -> str:
    names = [p.name for p in group]
    if len(names) > _NAMES_SHOWN + 1 and not everything:
        return f"{', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more"
    return ", ".join(names)


def _claim(p: Parameter, count: int) -> str:
    says = _SAYS[p.status][count > 1]
    if p.causes:
        if p.status == "flows":
            return f"{says}, and another path is cut"
        return says
    why = _WHY[p.status]
    why = why if count == 1 else why.replace("from it", "from them")
    return f"{says}: {why}" if why else says


def _verb(cause: Cause) -> str:
    return {"zero": "made zero by", "partial": "cut on one path by"}.get(
        cause.effect, "cut by"
    )


def _cause_line(cause: Cause) -> str:
    return f"{_verb(cause)} {KINDS[cause.kind].title} at {_where(cause)}"


def _advice(cause: Cause) -> list[str]:
    """Say what a cut means, and where it takes all gradient, what to do."""
    kind = KINDS[cause.kind]
    title = kind.title
    if " " in title and title.replace(" ", "").isalpha():  # words, not code
        title = title[0].upper() + title[1:]
    said = f"{title} {kind.meaning}."
    return [said] if cause.effect == "partial" else [said, kind.remedy]


def _group_lines(
    group: list[Parameter], everything: bool, excepted: frozenset[str]
) -> list[str]:
    first = group[0]
    meant = " (excepted)" if first.name in excepted else ""
    head = f"{_subject(group, everything)} {_claim(first, len(group))}{meant}"
    lines = [head + (":" if first.causes else ".")]
    for cause in first.causes:
        if len(first.causes) == 1:
            lines[0] += f" {_cause_line(cause)}"
        else:
            lines.append(f"  {_cause_line(cause)}")
        lines.append(f"      {cause.code}")
        lines += [
            *(f"    {line}" for line in _advice(cause)),
            *([f"    {u}"] if (u := link(cause.kind)) else []),
        ]
    if first.status in _DO:
        lines.append(f"    {_DO[first.status]}")
    if first.note:
        lines.append(f"    Note: {first.note}.")
    if not first.certain:
        lines.append(f"    {_DOUBT}")
    return lines


def _place_html(cause: Cause) -> str:
    """A long path breaks after its slashes."""
    return escape(_where(cause)).replace("/", "/<wbr>")


def _group_html(group: list[Parameter], excepted: frozenset[str]) -> str:
    first = group[0]
    meant = " (excepted)" if first.name in excepted else ""
    names = ", ".join(f"<code>{escape(p.name)}</code>" for p in group)
    parts = [f"<p>{names} {escape(_claim(first, len(group)))}{meant}.</p>"]
    for cause in first.causes:
        address = escape(link(cause.kind))
        title = escape(KINDS[cause.kind].title)
        named = f'<a href="{address}">{title}</a>' if address else title
        parts.append(
            f"<p>{_verb(cause)} {named} at <strong>{_place_html(cause)}</strong></p>"
            f"<pre>{escape(cause.code)}</pre><p>{escape(' '.join(_advice(cause)))}</p>"
        )
    extra = _DO.get(first.status, "")
    note = f"Note: {first.note}." if first.note else ""
    doubt = "" if first.certain else _DOUBT
    parts += [f"<p>{escape(t)}</p>" for t in (extra, note, doubt) if t]
    return f'<div class="flow-{first.status}">{"".join(parts)}</div>'
