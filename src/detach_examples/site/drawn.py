"""Show what a script of a page draws: the script runs when the page is read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .pictures import figure

_PACKAGE = Path(__file__).parents[1]
_LIMIT = 60  # seconds
#: Runs the script as ``python`` would; its own output goes to standard error.
#: The seed is set, as for the gallery's scripts: a drawing shows small numbers.
_RUN = """
import contextlib, runpy, sys
import torch
from detach_examples import picture
sys.path[0] = ""
torch.manual_seed(0)
with contextlib.redirect_stdout(sys.stderr):
    runpy.run_path(sys.argv[1], run_name="__main__")
(made,) = picture.take()
print(made._repr_html_())
"""


class DrawnDirective(SphinxDirective):
    """``{drawn} ask.py`` shows the one picture that ``docs/_scripts/ask.py`` makes."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the figure; the page follows the scripts and the package."""
        folder = Path(self.env.srcdir) / "_scripts"
        for path in (*folder.glob("*.py"), *_PACKAGE.rglob("*.py")):
            self.env.note_dependency(str(path))
        done = subprocess.run(
            [sys.executable, "-c", _RUN, self.arguments[0]],
            cwd=folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
        if done.returncode:
            last = (done.stderr.strip() or "it failed").splitlines()[-1]
            message = f"_scripts/{self.arguments[0]} draws no one picture: {last}"
            return [self.state_machine.reporter.warning(message, line=self.lineno)]
        return figure(done.stdout)
