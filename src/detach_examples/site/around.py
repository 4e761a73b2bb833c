"""What happens around each script of a build: reset, limits, and a look after it.

Named in conf.py by a string.  torch is imported when the first script runs, so
that a build that runs none does without it.
"""

from __future__ import annotations

import gc
import sys
import warnings
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from .. import measure
from ..guard import processes, state
from ..guard.faults import Fault
from ..guard.limits import Watch, limit
from ..guard.reach import Reach
from ..guard.script import Script
from . import brought, made, room, steady
from .refused import Refused

_OUTPUT = "sphx-glr-script-out"


class Around:
    """The state of one build's scripts."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        #: What a script left behind: no wonder where it failed.
        self.left: list[Fault] = []
        self.ran: list[str] = []
        self._before: dict[str, Any] = {}
        self._watch: Watch
        self._filters: warnings.catch_warnings[None]

    @cached_property
    def reach(self) -> Reach:
        """The one audit hook of this process."""
        return Reach()

    @cached_property
    def warm(self) -> bool:
        """Import torch, then keep the collector from walking it for each script.

        Where matplotlib has not been before, it starts a process to look for fonts,
        which must not be laid to the script that plots first.
        """
        import matplotlib.font_manager  # noqa: F401  (the import is what is wanted)
        import torch  # noqa: F401  (so is this one)

        gc.collect()
        gc.freeze()
        return True

    def before(self, script: Script, folder: Path) -> None:
        """Reset what scripts share, and start to watch; notes go to ``folder``.

        :raises Refused: in a merge, which runs nothing.
        """
        if brought.build.merging:
            what = "A merge runs nothing, and this script would run."
            do = "Make the parts again: make html SHARD=1/4, and so on"
            raise Refused([Fault(script.file, 1, what, do)])
        if self.warm:
            self._filters = warnings.catch_warnings()
            self._filters.__enter__()
            state.reset()
        self._before = state.snapshot()
        made.clear(script.path.parents[2], script.page)
        self.ran.append(script.page)
        measure.turn_page(script.page)
        self._watch = Watch(folder)
        self._watch.arm(script.page, limit())
        self.reach.begin(script.file, script.path)
        sys.unraisablehook = partial(self._unraisable, script.file)

    def _unraisable(self, file: str, told: sys.UnraisableHookArgs) -> None:
        """Note what Python could only print: a warning while an object dies."""
        what = f"{told.exc_type.__name__}: {told.exc_value}"
        line = self.reach.line(sys._getframe(1))
        notes = self.faults if line else self.left
        notes.append(Fault(file, line or 1, what, "Close what the script opens."))

    def after(self, script: Script, generated: Path) -> None:
        """Stop watching; note what the script left, or did not print."""
        sys.unraisablehook = sys.__unraisablehook__
        self.faults += self.reach.end()
        self._watch.disarm()
        for what, calls, do in state.changed(self._before):
            self.left.append(Fault(script.file, script.line_of_call(calls), what, do))
        self._processes(script)
        self._filters.__exit__(None, None, None)
        if _OUTPUT not in generated.read_text(encoding="utf-8"):
            what, do = "The script prints nothing.", "Print what each block shows."
            self.left.append(Fault(script.file, 1, what, do))
        if script.file not in {fault.file for fault in self.faults + self.left}:
            steady.rewrite(generated.with_suffix(".zip"))
            made.note(script.path.parents[2], script.page)

    def _processes(self, script: Script) -> None:
        """Note what the script left running, and end it."""
        running = processes.left()
        if running:
            what = f"The script leaves a process running: {sorted(running.values())}."
            line = script.line_of_call(("Popen", "Process", "start", "spawn", "fork"))
            do = "Wait for it, or end it, before the script ends."
            self.left.append(Fault(script.file, line, what, do))
            processes.end(running)


build = Around()


def script_hook(gallery_conf: dict[str, Any], fname: str | None, when: str) -> None:
    """Is called by sphinx-gallery before and after each script."""
    if fname is None:
        return
    docs = Path(gallery_conf["src_dir"])
    found = next((docs.parent / "gallery").glob(f"*/{Path(fname).name}"))
    script = Script(found, docs.parent)
    if when == "before":
        build.before(script, docs.parent / room.NOTES)
    else:
        build.after(script, docs / "gallery" / f"{script.page}.rst")
