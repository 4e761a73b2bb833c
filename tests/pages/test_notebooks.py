"""A notebook is the same program as its script."""

from __future__ import annotations

import contextlib
import io
import json
import linecache
from pathlib import Path

import pytest

from detach_examples import picture
from detach_examples.guard import golden, state
from detach_examples.guard.script import Script, scripts

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("script", scripts(ROOT), ids=lambda s: s.page)
def test_a_notebook_prints_what_its_script_prints(site: Path, script: Script) -> None:
    path = ROOT / "docs/gallery" / f"{script.page}.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    out, names = io.StringIO(), {"__name__": "__main__"}
    state.reset()
    with contextlib.redirect_stdout(out):
        for i, cell in enumerate(code):
            name = f"{script.page} cell {i}"  # a kernel gives each cell a file, too
            linecache.cache[name] = (len(cell), None, cell.splitlines(True), name)
            exec(compile(cell, name, "exec"), names)
    picture.take()
    assert golden.normalise(out.getvalue()) == golden.frozen(ROOT, script).read_text(
        "utf-8"
    )
