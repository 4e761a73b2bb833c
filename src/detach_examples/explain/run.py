"""One run of ``explain``: the program, its report, the exit status."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import current_thread, main_thread
from typing import TextIO

from .failures import explain_failure
from .judged import Judged
from .judgement import foreseen
from .names import Names
from .program import Outcome, Program, Stopped, last_line, plain_traceback, run
from .ranks import Ranks
from .record import Holder
from .report import Report
from .session import report
from .tracer import MAX_OPS, Tracer
from .verdict import Parameter

#: What a shell says of a program that an interrupt ended.
_INTERRUPTED = 130


class _Explanation:
    """Makes the report when the judged call comes, and keeps it."""

    def __init__(
        self, options: argparse.Namespace, script: str, out: TextIO | None
    ) -> None:
        self._options = options
        self._script = script
        self._out = out
        self._stdout = _own_stdout()
        self._json = _absolute(options.json)
        self._svg = _absolute(options.svg)
        self._ranks = Ranks.here()
        self._shown = False
        self.report: Report | None = None

    def foreseen(self, tracer: Tracer, judged: Judged, reached: list[Holder]) -> None:
        """Compare the ranks before backward: one that differs may make it wait."""
        if self._ranks.alone:
            return
        found = foreseen(judged, reached)
        before = report(tracer, judged, self._script, found)
        self.report = self._together("before", before)
        if self._ranks.rank == 0 and self.report.ranks:
            self._show(tracer, judged)

    def judged(self, tracer: Tracer, judged: Judged) -> None:
        """Report on a judged call, and stop the program if that was asked."""
        self.report = self._together("after", report(tracer, judged, self._script))
        if self._ranks.rank == 0 and not self._shown:
            self._show(tracer, judged)
        tracer.release()
        if self._options.stop:
            self._stop()

    def _stop(self) -> None:
        """End the program; what is raised on another thread would end that one."""
        if current_thread() is main_thread():
            raise Stopped
        assert self.report is not None
        self.wait_for_all()
        os._exit(self.report.status)

    def _together(self, stage: str, found: Report) -> Report:
        """Return this rank's report beside what the others found."""
        found = found.excepting(self._options.excepted)
        if self._ranks.alone:
            return found
        self._ranks.tell(stage, [p.data() for p in found.parameters])
        others = self._ranks.hear(stage)
        return found.beside(
            {r: [Parameter.of(d) for d in data] for r, data in others.items()}
        )

    def wait_for_all(self) -> None:
        """End together: a launcher ends all ranks when the first one fails."""
        if not self._ranks.alone:
            self._ranks.tell("end", self.report is not None)
            self._ranks.hear("end")

    def _show(self, tracer: Tracer, judged: Judged) -> None:
        assert self.report is not None
        self._shown = True
        self._write(self.report)
        if self._svg:
            self._draw(tracer, judged)

    def _write(self, found: Report) -> None:
        if self._out is not None:
            self._out.write(found.json() + "\n")
            self._out.flush()
            return
        if self._json:
            self._json.write_text(found.json() + "\n", encoding="utf-8")
        if not sys.stdout.closed:
            sys.stdout.flush()
        print(found.text(self._options.all), file=self._stdout, flush=True)

    def _draw(self, tracer: Tracer, judged: Judged) -> None:
        from .figure import draw

        names = Names(tracer)
        names.add(judged.named)
        names.look_around()
        picture = draw(judged, names.of, "")
        assert self._svg is not None
        self._svg.write_text(picture.document(), encoding="utf-8")


def _own_stdout() -> TextIO:
    """Keep a way to standard output, whatever the program does with its own."""
    try:
        return os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    except (OSError, ValueError):  # what stands in for it has no descriptor
        return sys.stdout


def _absolute(target: str | None) -> Path | None:
    """Return where a file lies, though the program may change its folder."""
    return None if target in (None, "-") else Path(str(target)).absolute()


def explain(options: argparse.Namespace, program: list[str], out: TextIO | None) -> int:
    """Run a program, report on it, and return the exit status."""
    if options.m is not None:
        target = Program(options.m, True, program)
    else:
        target = Program(program[0], False, program[1:])
    told = _Explanation(options, target.target, out)
    max_ops = options.max_ops or MAX_OPS
    outcome = run(target, options.at, max_ops, told.judged, told.foreseen)
    if told.report is None and outcome.tracer.provisional is not None:
        _judge_at_end(told, outcome)
    _show_raised(outcome)
    told.wait_for_all()
    if isinstance(outcome.raised, KeyboardInterrupt):
        return _INTERRUPTED
    if told.report is None:
        return _not_judged(target, options.at, outcome)
    return told.report.status


def _judge_at_end(told: _Explanation, outcome: Outcome) -> None:
    """No backward came: the first gradient that was asked for is judged."""
    assert outcome.tracer.provisional is not None
    with suppress(Stopped):  # the program has ended already
        told.judged(outcome.tracer, outcome.tracer.provisional)


def _show_raised(outcome: Outcome) -> None:
    raised, judged = outcome.raised, outcome.tracer.judged
    if raised is not None and not isinstance(raised, SystemExit):
        print(plain_traceback(raised), end="", file=sys.stderr)
    later = judged is not None and judged.later_error is not None
    if later and (told := explain_failure(judged, outcome.tracer.backwards[-1])):
        print(f"explain: {told}", file=sys.stderr)


def _not_judged(target: Program, at: int, outcome: Outcome) -> int:
    met = len(outcome.tracer.backwards)
    wanted = "no backward was reached" if at == 1 else f"backward {at} was not reached"
    ended = f"{target.target} ended"
    if isinstance(outcome.raised, SystemExit):
        ended = f"{target.target} ended with exit status {outcome.raised.code}"
    elif outcome.raised is not None:
        kind = type(outcome.raised).__name__
        where = last_line(outcome.raised, outcome.tracer.callers)
        ended = f"{target.target} failed: {kind}" + (f" at {where}" if where else "")
    reached = f" ({met} ran)" if at > 1 else ""
    print(f"explain: {wanted}{reached}: {ended}", file=sys.stderr)
    return 2
