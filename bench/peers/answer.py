"""What a tool put out about one cut, and the questions that it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from . import subject
from .graph import Graph

#: All parameters: to name them all is to name none.
_NAMES = [n for n, _ in subject.Net(subject.detach).named_parameters()]
_LINE = re.compile(r"subject\.py\W+(?:line )?(\d+)")


@dataclass(frozen=True)
class Output:
    """What a tool put out about one cut.

    :param records: what it reports: messages, warnings, findings, paragraphs.
    :param listing: what it holds of every operation, remarkable or not.
    :param drawing: its picture, in Graphviz's language.
    :param failure: the error that it ended with instead.
    """

    records: list[str] = field(default_factory=list)
    listing: list[str] = field(default_factory=list)
    drawing: str = ""
    failure: str = ""


@dataclass(frozen=True)
class Asked:
    """An output, and the truth about the cut that it speaks of.

    :param lost: the parameters that got no gradient, or zeros.
    :param severed: no gradient, not zeros: the graph itself ends there.
    :param lines: the lines of the cut.
    :param plain: what the same tool draws where nothing is cut.
    """

    output: Output
    lost: set[str]
    severed: bool
    lines: set[int]
    plain: str


def names(asked: Asked) -> bool:
    """The output names these parameters, and no other one."""
    return _named("\n".join(asked.output.records)) == asked.lost


def is_drawn(asked: Asked) -> bool:
    """The picture has the layer before the cut, too."""
    return Graph.read(asked.output.drawing).layers == 3


def is_set_apart(asked: Asked) -> bool:
    """The picture draws the layer before the cut otherwise than those after it."""
    drawn, plain = (Graph.read(d) for d in (asked.output.drawing, asked.plain))
    return drawn.layers == 3 and drawn.styles > plain.styles


def is_joined(asked: Asked) -> bool:
    """The picture leads from the layer before the cut to those after it."""
    drawn = Graph.read(asked.output.drawing)
    return drawn.layers == 3 and drawn.is_joined


def draws(asked: Asked) -> bool:
    """The picture shows what is severed from what."""
    return is_set_apart(asked) and is_joined(asked)


def lists_the_line(asked: Asked) -> bool:
    """The line of the cut is somewhere in the output."""
    output = asked.output
    return bool(_lines("\n".join(output.records + output.listing)) & asked.lines)


def line(asked: Asked) -> bool:
    """The output points at the line of the cut, and at no other one."""
    found = _lines("\n".join(asked.output.records))
    return bool(found) and found <= asked.lines


def links(asked: Asked) -> bool:
    """One record has the parameters and the line."""
    return any(
        asked.lost <= _named(record) and _lines(record) & asked.lines
        for record in asked.output.records
    )


def _named(text: str) -> set[str]:
    return {n for n in _NAMES if re.search(rf"(?<![\w.]){re.escape(n)}(?![\w])", text)}


def _lines(text: str) -> set[int]:
    return {int(number) for number in _LINE.findall(text)}


Test = Callable[[Asked], bool]


def is_severed(asked: Asked) -> bool:
    """The graph itself ends at the cut."""
    return asked.severed


def always(asked: Asked) -> bool:
    """Any cut will do."""
    return True


@dataclass(frozen=True)
class Question:
    """A question in words, its test, and lesser tests that some tools pass.

    :param applies: for which cuts it is asked.
    """

    words: str
    test: Test
    lesser: dict[str, Test] = field(default_factory=dict)
    applies: Test = always


QUESTIONS = {
    "names": Question("names the parameters that got no gradient", names),
    "draws": Question(
        "draws where the gradient stops",
        draws,
        {
            "draws the severed half": is_drawn,
            "sets it apart": is_set_apart,
            "leads from it to the loss": is_joined,
        },
        is_severed,
    ),
    "line": Question(
        "points at the line of the cut",
        line,
        {"has it among the lines of all operations": lists_the_line},
    ),
    "links": Question("says that these parameters were cut by that line", links),
}
