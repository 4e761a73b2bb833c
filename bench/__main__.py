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
from pkgutil import iter_modules
from types import ModuleType

import bench
from detach_examples.site import figure as figure_file

from .figure import HEAD

_ROOT = Path(__file__).resolve().parents[1]


def benches() -> dict[str, ModuleType]:
    """Return the benches by name."""
    names = [m.name for m in iter_modules(bench.__path__) if not m.ispkg]
    modules = {n: import_module(f"bench.{n}") for n in names if n != "__main__"}
    return {
        name: module for name, module in modules.items() if hasattr(module, "figures")
    }


def run(name: str, module: ModuleType) -> int:
    """Print and keep the table of one bench; return how many figures were missed."""
    print(f"{name}\n{HEAD}", flush=True)
    found = []
    for figure in module.figures():
        print(figure.row(), flush=True)
        found.append(figure)
    figure_file.save(_ROOT, name, found)
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
    missed = sum(run(name, known[name]) for name in names or known)
    print(f"{missed} figures missed" if missed else "every figure met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
