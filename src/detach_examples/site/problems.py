"""Problems on a page: forms that open without JavaScript, answers that were run."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..guard.golden import Unsound
from ..quiz import frozen, reading, verdict
from ..quiz.problem import Option
from ..quiz.verdict import Answer, Judged, recalled
from . import brought, forms, tags
from .noted import noted
from .refused import Refused
from .tags import tag

_LOG = logging.getLogger(__name__)
_ROOM = Path(reading.__file__).parent
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
        here = (Path(str(file)) for file in (__file__, forms.__file__, tags.__file__))
        for path in chain(_ROOM.glob("*.py"), here, reading.files(root, part), stamp):
            self.env.note_dependency(str(path))
        noted(self.env, "problems")[self.env.docname] = part, _names(root, part)
        try:
            found = _judged(root, part)
        except Unsound as unsound:
            raise Refused([unsound.fault]) from unsound
        _tell(root, part, found)
        clock = _CLOCK if part == "challenge" else ""
        bar = nodes.raw("", _BAR.format(part=part, clock=clock), format="html")
        return [bar, *(self._problem(judgement) for judgement in found)]

    def _problem(self, judgement: Judged) -> nodes.Node:
        told = judgement.problem
        name, _ = forms.KINDS[told.kind]
        section = nodes.section(ids=[nodes.make_id(told.name)], names=[told.name])
        self.state.document.note_implicit_target(section)
        section += nodes.title("", told.title)
        section += nodes.paragraph("", f"{name}, {told.level}", classes=["quiz-kind"])
        section += self._prose(told.question)
        section += forms.programs(judgement)
        section += forms.form(
            told.name, told.kind, [self._option(o) for o in told.shuffled]
        )
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
        return option.key, [forms.choice(option)]

    def _hint(self, at: int, hint: str) -> nodes.Node:
        return forms.fold(f"Hint {at}", self._prose(hint), "quiz-hint")

    def _answers(self, judgement: Judged) -> nodes.Node:
        told = judgement.problem
        inside: list[nodes.Node] = []
        if told.kind == "predict" and judgement.given is not None:
            inside += [
                nodes.paragraph("", "It prints:"),
                forms.out(judgement.given.said),
            ]
        rows = [self._answer(told.kind, answer) for answer in judgement.answers]
        inside.append(tag("ul", *rows, class_="quiz-found"))
        if told.mistakes:
            inside.append(nodes.paragraph("", "Common mistakes:"))
            inside += self._prose("\n".join(f"- {m}" for m in told.mistakes))
        if told.more:
            links = ", ".join(f"{{doc}}`{page}`" for page in told.more)
            inside += self._prose(f"More: {links}")
        return forms.fold("Answers", inside, "quiz-answers")

    def _answer(self, kind: str, answer: Answer) -> nodes.Node:
        option, right = answer.option, answer.right
        _, shown = self._option(option)
        row = tag("li", data_option=option.key, data_right=str(right).lower())
        row += tag("p", *forms.verdict(right), *shown)
        if kind == "concept":
            row += tag("p", nodes.Text("Run: "), forms.code(option.proof))
        if kind != "predict":
            row += forms.found(answer)
        row += self._prose(option.why)
        return row


def _judged(root: Path, part: str) -> list[Judged]:
    told = brought.build.find("problems", part)
    return verdict.judged(root, part) if told is None else recalled(root, part, told)


def _tell(root: Path, part: str, found: list[Judged]) -> None:
    """Say in the log what differs from what is frozen."""
    path = root / frozen.FROZEN
    now = frozen.text(part, found)
    if path.exists() and now not in path.read_text("utf-8"):
        _LOG.info("The problems of %s do otherwise than frozen: make golden", part)


def _names(root: Path, part: str) -> list[str]:
    return [path.stem for path in reading.files(root, part)]


def outdated(app: Any, env: Any, *_: Any) -> list[str]:
    """Return the pages whose problems have come or gone since they were read."""
    root = Path(app.srcdir).parent
    return [
        page
        for page, (part, names) in noted(env, "problems").items()
        if page in env.found_docs and names != _names(root, part)
    ]
