"""A widget for a page: all combinations of a program's cuts, run when it is made."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ..drawing import picture
from ..picture import Picture, keep
from .graph import Graph, graph, kept_labels
from .program import CHOICES, NoProgram, Program
from .run import Run, State

_CAPTION = "Cut each marked edge, and see which gradients are left"


class Explorer:
    """Run a program with each of its edges kept or cut; show all that comes of it.

    Make it the last expression of a block: the page shows the drawing of the real
    trace, a choice for each edge, the gradients that torch computed for that choice,
    the program that computes them, and both passes step by step.  Without
    JavaScript, and in a notebook, it is a table of all combinations.

    :param program: Python that imports torch and ends with ``loss.backward()``.
    :param edges: variables that the program assigns once each, at least two; each is
        kept, or cut by ``.detach()``, ``.data``, ``no_grad`` or ``.clone().detach()``.
    :param name: what the page calls it; the script's own name where none is given.
    :param caption: the drawing's one message.
    :raises ValueError: when the text cannot be run so; says what to do.

    >>> explorer = Explorer('''
    ... import torch
    ...
    ... x = torch.tensor(2.0, requires_grad=True)
    ... left = x * 3.0
    ... right = x * x
    ... loss = left * right
    ... loss.backward()
    ... ''', edges=["left", "right"])
    >>> explorer.grads()
    {'x': 'tensor(36.)'}
    >>> explorer.grads(right="detach")
    {'x': 'tensor(12.)'}
    """

    def __init__(
        self, program: str, edges: Sequence[str], name: str = "", caption: str = ""
    ) -> None:
        self.program = Program(program, edges)
        self.name = name or _stem(sys._getframe(1).f_code.co_filename)
        self._caption = caption or _CAPTION
        self._runs = {
            _key(choices): Run(self.program, choices, f"{self.name}.py")
            for choices in self.program.all_choices()
        }
        self.states: dict[str, State] = {
            key: run.state() for key, run in self._runs.items()
        }
        self._check()
        keep(replace(self.picture, widget=self._repr_html_()))

    def grads(self, **choices: str) -> Mapping[str, str]:
        """Return what ``print`` shows of each leaf's gradient after some choices.

        :param choices: a choice for an edge, by its name; all others are kept.
        :raises KeyError: for an edge or a choice that is not there.
        """
        for edge, choice in choices.items():
            if edge not in self.program.edges or choice not in CHOICES:
                raise KeyError(
                    f"{edge}={choice!r}: the edges are {', '.join(self.program.edges)},"
                    f" the choices {', '.join(CHOICES)}."
                )
        kept = dict.fromkeys(self.program.edges, "keep")
        return dict(self.states[_key({**kept, **choices})].grads)

    def run(self, key: str) -> Run:
        """Return the run of one combination."""
        return self._runs[key]

    @property
    def leaves(self) -> list[str]:
        """The names of the leaves."""
        return [*next(iter(self.states.values())).grads]

    @cached_property
    def graph(self) -> Graph:
        """The drawing that all states share."""
        first, *_, last = self._runs.values()
        return graph(first, last)

    @cached_property
    def picture(self) -> Picture:
        """The drawing as it is where all edges are kept."""
        made = picture(self.graph.drawn, self._caption, numbered=True)
        wide, narrow = (
            kept_labels(svg, self.graph) for svg in (made.wide, made.narrow)
        )
        return Picture(wide, made.alt, made.caption, narrow)

    def _check(self) -> None:
        """Refuse a program whose drawing would not say what its gradients say."""
        for edge in self.program.edges:
            if edge not in self.graph.marks:
                raise NoProgram(
                    f"The edge {edge!r} does not lead to {self.program.root}: a cut"
                    " there would change nothing."
                )
        if not self.leaves:
            raise NoProgram("The program has no leaf: set requires_grad=True on one.")
        for key, state in self.states.items():
            for leaf, text in state.grads.items():
                if not state.error and (text == "None") == (leaf in state.live):
                    raise NoProgram(
                        f"With {key} the trace and the gradient of {leaf} disagree;"
                        " please report this program."
                    )

    def _repr_html_(self) -> str:
        """Return the widget as HTML."""
        from .html import page

        return page(self)

    def __repr__(self) -> str:
        count = len(self.states)
        return (
            f"<explorer {self.name}: {count} combinations of {[*self.program.edges]}>"
        )


def _key(choices: Mapping[str, str]) -> str:
    return " | ".join(choices.values())


def _stem(file: str) -> str:
    """Return the name of the script that makes the explorer; a cell has none."""
    typed = file.startswith("<") or "ipykernel" in file
    return "explorer" if typed else Path(file).stem
