"""What ``python -m detach_examples`` offers: parses, calls; decides nothing."""

from __future__ import annotations

import sys

_USAGE = """usage: python -m detach_examples COMMAND ...

commands:
  explain    run a training script, and name the line that cut each lost gradient
  practice   mend broken training steps in a folder of yours, checked as you save

python -m detach_examples COMMAND --help says more."""


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    if arguments[:1] == ["explain"]:
        from .explain.command import main as explain

        return explain(arguments[1:])
    if arguments[:1] == ["practice"]:
        from .practice.command import main as practice

        return practice(arguments[1:])
    asked = arguments[:1] in (["-h"], ["--help"])
    print(_USAGE, file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2
