"""Problems on a page: forms that open without JavaScript, answers that were run."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..guard.golden import Unsound
from ..quiz import frozen, problem, verdict
from ..quiz.problem import Option
from ..quiz.verdict import Answer, Judged
from . import tags
from .tags import tag
from .verdict import Refused

_LOG = logging.getLogger(__name__)
_ROOM = Path(problem.__file__).parent
#: What a kind is called, and what its form asks.
_KINDS = {
    "concept": ("Concept", "Which statement is true?"),
    "predict": ("Predict the output", "It prints:"),
    "fill": ("Fill the blank", "In place of the blank:"),
    "bug": ("Find the bug", "Which change mends it?"),
    "tool": ("Choose the tool", "In place of the blank:"),
    "debug": ("Debug a training step", "Which change mends it?"),
    "memory": ("Memory", "In place of the blank:"),
}
#: What the script wakes up: a score, a new start, and a clock for who wants one.
_BAR = """<div class="quiz-bar" data-part="{part}" hidden>
<p role="status"></p>
<button type="button" data-do="again">Start again</button>{clock}
</div>
<noscript>
<p>The forms need JavaScript; hints and answers open without it.</p>
</noscript>"""
_CLOCK = """
<button type="button" data-do="clock">Start a clock</button>
<span role="timer"></span>"""


class ProblemsDirective(SphinxDirective):
    """``{problems} try`` runs the problems of a folder, and shows them."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the problems; the page follows their files, the room and torch."""
        part, root = self.arguments[0], Path(self.env.srcdir).parent
        if part not in verdict.PARTS:
            known = f"There is no {part!r}; choose from {', '.join(verdict.PARTS)}."
            return [self.state_machine.reporter.warning(known, line=self.lineno)]
        # The stamp changes with the version of torch, too.
        stamp = filter(Path.is_file, [root / "build" / "stamp"])
        here = _ROOM.glob("*.py"), [Path(__file__), Path(tags.__file__)]
        for path in chain(*here, problem.files(root, part), stamp):
            self.env.note_dependency(str(path))
        _noted(self.env)[self.env.docname] = part, _names(root, part)
        try:
            found = verdict.judged(root, part)
        except Unsound as unsound:
            raise Refused([unsound.fault]) from unsound
        _tell(root, part, found)
        clock = _CLOCK if part == "challenge" else ""
        bar = nodes.raw("", _BAR.format(part=part, clock=clock), format="html")
        return [bar, *(self._problem(judgement) for judgement in found)]

    def _problem(self, judgement: Judged) -> nodes.Node:
        told = judgement.problem
        name, _ = _KINDS[told.kind]
        section = nodes.section(ids=[nodes.make_id(told.name)], names=[told.name])
        self.state.document.note_implicit_target(section)
        section += nodes.title("", told.title)
        section += nodes.paragraph("", f"{name}, {told.level}", classes=["quiz-kind"])
        section += self._prose(told.question)
        section += _programs(judgement)
        section += _form(told.name, told.kind, [self._option(o) for o in told.shuffled])
        section += tag("div", tag("p", role="status"), tag("div"), class_="quiz-said")
        section += [self._hint(at, hint) for at, hint in enumerate(told.hints, 1)]
        section += self._answers(judgement)
        return tag("detach-quiz", section, data_quiz=told.name)

    def _prose(self, text: str) -> list[nodes.Node]:
        found: list[nodes.Node] = self.parse_text_to_nodes(text)
        return found

    def _words(self, text: str) -> list[nodes.Node]:
        """Return a text's words without their paragraph, for a label."""
        (paragraph,) = self.parse_text_to_nodes(text)
        return list(paragraph.children)

    def _option(self, option: Option) -> tuple[str, list[nodes.Node]]:
        if option.proof:
            return option.key, [tag("span", *self._words(option.shown))]
        return option.key, [_choice(option)]

    def _hint(self, at: int, hint: str) -> nodes.Node:
        return _fold(f"Hint {at}", self._prose(hint), "quiz-hint")

    def _answers(self, judgement: Judged) -> nodes.Node:
        told = judgement.problem
        inside: list[nodes.Node] = []
        if told.kind == "predict" and judgement.given is not None:
            inside += [nodes.paragraph("", "It prints:"), _out(judgement.given.said)]
        rows = [self._answer(told.kind, answer) for answer in judgement.answers]
        inside.append(tag("ul", *rows))
        if told.mistakes:
            inside.append(nodes.paragraph("", "Common mistakes:"))
            inside += self._prose("\n".join(f"- {m}" for m in told.mistakes))
        if told.more:
            links = ", ".join(f"{{doc}}`{page}`" for page in told.more)
            inside += self._prose(f"More: {links}")
        return _fold("Answers", inside, "quiz-answers")

    def _answer(self, kind: str, answer: Answer) -> nodes.Node:
        option, right = answer.option, answer.right
        sign = nodes.raw("", _SIGN.format("✓" if right else "✗"), format="html")
        word = nodes.strong("", "Right" if right else "Wrong")
        _, shown = self._option(option)
        row = tag("li", data_option=option.key, data_right=str(right).lower())
        row += tag("p", sign, word, nodes.Text(": "), *shown)
        if kind == "concept":
            row += tag("p", nodes.Text("Run: "), _code(option.proof))
        if kind != "predict":
            row += _found(answer)
        row += self._prose(option.why)
        return row


_SIGN = '<span aria-hidden="true">{}</span> '


def _programs(judgement: Judged) -> Iterator[nodes.Node]:
    """Yield the program, what it does before it is mended, and what it is to do."""
    told, given = judgement.problem, judgement.given
    if told.program:
        yield _python(told.program)
    if told.kind != "predict" and given is not None:
        yield nodes.paragraph("", "As it stands, it prints:")
        yield _out(given.said)
    if told.goal:
        yield nodes.paragraph("", "The goal, run after it:")
        yield _python(told.goal)


def _form(
    name: str, kind: str, options: list[tuple[str, list[nodes.Node]]]
) -> nodes.Node:
    """Return the form, asleep until a script answers it."""
    legend = tag("legend", nodes.Text(_KINDS[kind][1]))
    labels = [
        tag("label", tag("input", type="radio", name=name, value=key), *shown)
        for key, shown in options
    ]
    asked = tag("fieldset", legend, *labels, disabled="")
    check = tag("button", nodes.Text("Check"), type="submit", hidden="")
    return tag("form", asked, check, class_="quiz-form")


def _choice(option: Option) -> nodes.Node:
    """Show code, or what it takes the place of; an output is shown like code."""
    if not option.replace:
        return _code(option.shown)
    words = nodes.Text(" becomes ")
    return tag("span", _code(option.replace), words, _code(option.shown))


def _found(answer: Answer) -> Iterator[nodes.Node]:
    said, missed = answer.outcome.said, answer.outcome.missed
    yield _out(said) if said else nodes.paragraph("", "It prints nothing.")
    if missed:
        yield tag("p", nodes.Text("It misses the goal: "), _code(missed))


def _fold(title: str, inside: list[nodes.Node], name: str) -> nodes.Node:
    summary = tag("summary", nodes.Text(title))
    return tag("details", summary, *inside, class_=name)


def _python(code: str) -> nodes.Node:
    code = code.strip("\n")
    return nodes.literal_block(code, code, language="python")


def _code(code: str) -> nodes.Node:
    text = escape(code.strip(), quote=False)
    return nodes.raw("", f"<code>{text}</code>", format="html")


def _out(said: str) -> nodes.Node:
    text = escape(said.rstrip(), quote=False)
    return nodes.raw("", f'<pre class="quiz-out">{text}</pre>', format="html")


def _tell(root: Path, part: str, found: list[Judged]) -> None:
    """Say in the log what differs from what is frozen."""
    path = root / frozen.FROZEN
    now = frozen.text(part, found)
    if path.exists() and now not in path.read_text("utf-8"):
        _LOG.info("The problems of %s do otherwise than frozen: make golden", part)


def _noted(env: Any) -> dict[str, tuple[str, list[str]]]:
    """Return, by page, the problems that it showed when it was read."""
    if not hasattr(env, "detach_problems"):
        env.detach_problems = {}
    noted: dict[str, tuple[str, list[str]]] = env.detach_problems
    return noted


def _names(root: Path, part: str) -> list[str]:
    return [path.stem for path in problem.files(root, part)]


def outdated(app: Any, env: Any, *_: Any) -> list[str]:
    """Return the pages whose problems have come or gone since they were read."""
    root = Path(app.srcdir).parent
    return [
        page
        for page, (part, names) in _noted(env).items()
        if page in env.found_docs and names != _names(root, part)
    ]
