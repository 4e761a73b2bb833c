"""A run of Cosmic Ray over a copy of the project: which changes go unnoticed."""

from __future__ import annotations

import ast
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detach_examples.site import sources

#: A mutant may let a test wait for ever; its tests take seconds.
_SECONDS = 1800
#: What users mend is no code of ours.
_MATERIAL = "/practice/exercises/"
_SETTINGS = """[cosmic-ray]
module-path = "{module}"
timeout = {seconds}.0
excluded-modules = []
test-command = "{python} -m mutations.proof"

[cosmic-ray.distributor]
name = "local"
"""


@dataclass(frozen=True)
class Mutant:
    """A change of one module, and whether a test noticed it."""

    module: str
    line: int
    operator: str
    survived: bool
    diff: str


class Session:
    """A copy of the project that is mutated in its place, and the list of what to do.

    :param cosmic_ray: the program; its environment need not be this one.
    """

    def __init__(self, root: Path, place: Path, cosmic_ray: Path) -> None:
        self.place, self._program = place, cosmic_ray
        shutil.rmtree(place, ignore_errors=True)
        sources.copy(root, place)
        self._file, self._settings = place / "session.sqlite", place / "mutations.toml"
        written = _SETTINGS.format(
            module="src/detach_examples", seconds=_SECONDS, python=sys.executable
        )
        self._settings.write_text(written, encoding="utf-8")
        self._call("init", str(self._settings), str(self._file))

    def draw(self, seed: int, count: int, part: int, parts: int) -> int:
        """Keep ``count`` of the places to change, one change of each, a part here.

        :returns: how many places there are.
        """
        with sqlite3.connect(self._file) as held:
            order = (
                "module_path, start_pos_row, start_pos_col, operator_name, occurrence"
            )
            rows = held.execute(
                "SELECT job_id, module_path, start_pos_row, start_pos_col,"
                f" end_pos_row, end_pos_col FROM mutation_specs ORDER BY {order}"
            ).fetchall()
            places: dict[tuple[object, ...], list[str]] = defaultdict(list)
            for job, *at in rows:
                if not self._unseen(*at):
                    places[tuple(at)].append(job)
            chance = random.Random(seed)
            drawn = chance.sample([*places], min(count, len(places)))
            kept = {chance.choice(places[at]) for at in drawn[part::parts]}
            gone = [(job,) for job, *_ in rows if job not in kept]
            held.executemany("DELETE FROM mutation_specs WHERE job_id = ?", gone)
            held.executemany("DELETE FROM work_items WHERE job_id = ?", gone)
        return len(places)

    def run(self) -> None:
        """Make each change, let the tests judge it, and undo it."""
        self._call("exec", str(self._settings), str(self._file))

    def found(self) -> Iterator[Mutant]:
        """Yield what was judged."""
        with sqlite3.connect(self._file) as held:
            rows = held.execute(
                "SELECT module_path, start_pos_row, operator_name, test_outcome, diff"
                " FROM mutation_specs JOIN work_results USING (job_id)"
                " ORDER BY module_path, start_pos_row"
            )
            for module, line, operator, outcome, diff in rows:
                survived = str(outcome).lower().endswith("survived")
                yield Mutant(module, line, operator, survived, diff)

    def _unseen(self, module: str, *span: int) -> bool:
        inside = _annotations(self.place / module)
        return _MATERIAL in module or any(
            a <= span[:2] and span[2:] <= b for a, b in inside
        )

    def _call(self, *arguments: str) -> None:
        paths = os.pathsep.join(str(self.place / name) for name in ("src", "tests"))
        subprocess.run(
            [str(self._program), *arguments],
            cwd=self.place,
            env={**os.environ, "PYTHONPATH": paths, "OMP_WAIT_POLICY": "PASSIVE"},
            check=True,
        )


@cache
def _annotations(module: Path) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return where a module tells types: nothing evaluates them."""
    found = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        for told in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(told, ast.expr):
                begin = (told.lineno, told.col_offset)
                found.append((begin, (told.end_lineno or 0, told.end_col_offset or 0)))
    return found


def table(mutants: list[Mutant]) -> Iterator[str]:
    """Yield by module how many changes were made, and how many went unnoticed."""
    tally: dict[str, list[bool]] = defaultdict(list)
    for mutant in mutants:
        tally[mutant.module].append(mutant.survived)
    for module, survived in sorted(tally.items()):
        yield f"  {module:<55} {len(survived):>4} {sum(survived):>4}"
