"""Change the package in many small ways, and see which of them no test notices.

``make mutations COUNT=300`` draws changes by Cosmic Ray from all that it knows, makes
one at a time in a copy of the project, and lets the tests of that module judge it.
What survives is printed; fewer than 85 % noticed is an error.
"""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from detach_examples.site import tables
from detach_examples.site.figure import HEAD, Figure

from .proof import SOUND
from .session import Mutant, Session, table

_ROOT = Path(__file__).resolve().parents[2]
_GOAL = 0.85


def main() -> int:
    """Judge a sample of all changes; return 1 where too few were noticed."""
    parser = ArgumentParser(prog="make mutations")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cosmic-ray", type=Path, default=Path("cosmic-ray"))
    options = parser.parse_args()
    folder = _ROOT / "build" / "mutations"

    def judged(job: int) -> list[Mutant]:
        place = folder / str(job) / "project"
        session = Session(_ROOT, place, options.cosmic_ray)
        shutil.copytree(place / "src", place.parent / SOUND / "src", dirs_exist_ok=True)
        known = session.draw(options.seed, options.count, job, options.jobs)
        if job == 0:
            print(f"One change at {options.count} of {known} places, {options.seed=}")
        session.run()
        return [*session.found()]

    with ThreadPoolExecutor(options.jobs) as pool:
        mutants = [m for found in pool.map(judged, range(options.jobs)) for m in found]
    return told(mutants)


def told(mutants: list[Mutant]) -> int:
    """Print what was found; return 1 where too little was noticed."""
    survived = [mutant for mutant in mutants if mutant.survived]
    for mutant in survived:
        print(f"\n{mutant.module}:{mutant.line} {mutant.operator}\n{mutant.diff}")
    print("  changes made, and those that no test noticed")
    print("\n".join(table(mutants)))
    share = Figure(
        "changes that a test notices / changes made",
        1 - len(survived) / len(mutants),
        _GOAL,
        at_least=True,
    )
    tables.keep(_ROOT, "mutations", [share, Figure("changes made", len(mutants))])
    print(f"{HEAD}\n{share.row()}")
    return 1 if share.missed else 0


if __name__ == "__main__":
    sys.exit(main())
