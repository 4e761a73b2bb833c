"""The parts of a problem on a page: programs, choices, and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docutils import nodes

from ..quiz.problem import Option
from ..quiz.verdict import Answer, Judged
from .tags import tag

#: What a kind is called, and what its form asks.
KINDS = {
    "concept": ("Concept", "Which statement is true?"),
    "predict": ("Predict the output", "It prints:"),
    "fill": ("Fill the blank", "In place of the blank:"),
    "bug": ("Find the bug", "Which change mends it?"),
    "tool": ("Choose the tool", "In place of the blank:"),
    "debug": ("Debug a training step", "Which change mends it?"),
    "memory": ("Memory", "In place of the blank:"),
}


def programs(judgement: Judged) -> Iterator[nodes.Node]:
    """Yield the program, what it does before it is mended, and what it is to do."""
    told, given = judgement.problem, judgement.given
    if told.program:
        yield python(told.program)
    if told.kind != "predict" and given is not None:
        yield nodes.paragraph("", "As it stands, it prints:")
        yield out(given.said)
    if told.goal:
        yield nodes.paragraph("", "The goal, run after it:")
        yield python(told.goal)


def form(
    name: str, kind: str, options: list[tuple[str, list[nodes.Node]]]
) -> nodes.Node:
    """Return the form, asleep until a script answers it."""
    legend = tag("legend", nodes.Text(KINDS[kind][1]))
    labels = [
        tag("label", tag("input", type="radio", name=name, value=key), *shown)
        for key, shown in options
    ]
    asked = tag("fieldset", legend, *labels, disabled="")
    check = tag("button", nodes.Text("Check"), type="submit", hidden="")
    # A browser that fills in old choices, after a reload, would do so unasked.
    return tag("form", asked, check, class_="quiz-form", autocomplete="off")


def choice(option: Option) -> nodes.Node:
    """Show code, or what it takes the place of; an output is shown like code."""
    if not option.replace:
        return code(option.shown)
    words = nodes.Text(" becomes ")
    inside = code(option.replace), words, code(option.shown)
    return tag("span", *inside, class_="quiz-change")


def found(answer: Answer) -> Iterator[nodes.Node]:
    """Yield what an answer prints or raises, and where it misses the goal."""
    said, missed = answer.outcome.said, answer.outcome.missed
    yield out(said) if said else nodes.paragraph("", "It prints nothing.")
    if missed:
        yield tag("p", nodes.Text("It misses the goal: "), code(missed))


def verdict(right: bool) -> list[nodes.Node]:
    """Return a sign and a word, for who cannot tell the colours."""
    sign = f'<span aria-hidden="true">{"✓" if right else "✗"}</span> '
    word = nodes.strong("", "Right" if right else "Wrong")
    return [nodes.raw("", sign, format="html"), word, nodes.Text(": ")]


def fold(title: str, inside: list[nodes.Node], name: str) -> nodes.Node:
    """Return what opens when the reader asks for it."""
    summary = tag("summary", nodes.Text(title))
    return tag("details", summary, *inside, class_=name)


def python(text: str) -> nodes.Node:
    """Return a program, coloured like every other on the site."""
    text = text.strip("\n")
    return nodes.literal_block(text, text, language="python")


def code(text: str) -> nodes.Node:
    """Return code within a line, its line breaks kept."""
    return nodes.raw("", f"<code>{_text(text)}</code>", format="html")


def out(said: str) -> nodes.Node:
    """Return an output; it has no button to copy it."""
    return nodes.raw("", f'<pre class="quiz-out">{_text(said)}</pre>', format="html")


def _text(said: str) -> str:
    return escape(said.strip("\n"), quote=False)
