"""Run every bench, or those that are named: ``python -m bench [NAME...]``.

A bench is a module of this folder with a function ``figures``, which measures and
yields; nothing else has to be told of it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from detach_examples.site import tables

from .figure import HEAD

_ROOT = Path(__file__).resolve().parents[1]


def benches() -> list[str]:
    """Return the names of the benches; each imports what its own environment has."""
    folder = Path(__file__).parent
    return [
        path.stem
        for path in sorted(folder.glob("*.py"))
        if "\ndef figures() ->" in path.read_text(encoding="utf-8")
    ]


def run(name: str) -> int:
    """Print and keep the table of one bench; return how many figures were missed."""
    print(f"{name}\n{HEAD}", flush=True)
    found = []
    for figure in import_module(f"bench.{name}").figures():
        print(figure.row(), flush=True)
        found.append(figure)
    tables.keep(_ROOT, name, found)
    return sum(figure.missed for figure in found)


def main(names: list[str]) -> int:
    """Run benches; return 1 when a figure was missed, 2 for a name that is none."""
    # Threads that wait must sleep: where others run, spinning takes 20 times as long.
    # Read when torch is loaded, which the benches do.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    known = benches()
    if unknown := set(names) - set(known):
        print(f"bench: no {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    print(f"PyTorch {version('torch')}, medians, all ratios")
    missed = sum(run(name) for name in names or known)
    print(f"{missed} figures missed" if missed else "every figure met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
