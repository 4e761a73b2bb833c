"""Show what a script of a page draws: the script runs when the page is read."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import runpy
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .. import picture
from ..guard.faults import Fault
from ..guard.golden import Unsound
from . import brought
from .pictures import figure

_PACKAGE = Path(__file__).parents[1]
_LIMIT = 60  # seconds


class DrawnDirective(SphinxDirective):
    """``{drawn} ask.py`` shows the one picture that ``docs/_scripts/ask.py`` makes."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the figure; the page follows the scripts and the package."""
        folder = Path(self.env.srcdir) / "_scripts"
        figures = folder.with_name("_figures").glob("*.json")
        for path in (*folder.glob("*.py"), *figures, *_PACKAGE.rglob("*.py")):
            self.env.note_dependency(str(path))
        name = self.arguments[0]
        html, fault = brought.build.find("drawn", name) or _apart(folder, name)
        if fault:
            message = f"_scripts/{name} draws no one picture: {fault}"
            return [self.state_machine.reporter.warning(message, line=self.lineno)]
        return figure(html)


def draw(folder: Path, script: str) -> tuple[str, str]:
    """Run a script for another build; return what :func:`_apart` does.

    :raises Unsound: when it draws no one picture.
    """
    html, fault = _apart(folder, script)
    if fault:
        what = f"It draws no one picture: {fault}"
        do = "Let its one picture be all that it draws."
        raise Unsound(Fault(f"docs/_scripts/{script}", 1, what, do))
    return html, fault


def _apart(folder: Path, script: str) -> tuple[str, str]:
    """Run a script in a process that ends with it; return the HTML, or the fault.

    It is forked, so that it has the torch that the gallery's scripts have loaded.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_draw, args=(there, folder, script))
    child.start()
    there.close()
    try:
        if not here.poll(_LIMIT):
            return "", f"it still ran after {_LIMIT} s"
        told: tuple[str, str] = here.recv()
        return told
    except EOFError:
        return "", "it ended its process"
    finally:
        child.kill()
        child.join()


def _draw(there: Connection, folder: Path, script: str) -> None:
    """Run the script as ``python`` would; its own output goes to standard error."""
    from ..guard import state

    os.chdir(folder)
    sys.path.insert(0, "")
    sys.dont_write_bytecode = True
    picture.take()
    state.reset()  # the seed too: a drawing shows small numbers
    try:
        with contextlib.redirect_stdout(sys.stderr):
            runpy.run_path(script, run_name="__main__")
        (made,) = picture.take()
        there.send((made._repr_html_(), ""))
    except BaseException as raised:
        there.send(("", traceback.format_exception_only(raised)[-1].strip()))
    there.close()
    os._exit(0)  # what this process has of its parent is not its own to end
