"""Each process adds the lines that it ran: one that forks, or ends at once, too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from covered.__main__ import blobs

START = Path(__file__).resolve().parents[1] / "covered/start"
#: Stands in for Coverage.py: what it counted is the text in a variable.
STAND_IN = """import sys
class Coverage:
    def __init__(self, **how): pass
    def set_option(self, name, value): pass
    def start(self): pass
    def stop(self): pass
    def get_data(self): return self
    def measured_files(self): return hasattr(sys, "told")
    def add_lines(self, lines):
        if lines:
            sys.told = str([*map(sorted, lines.values())]).encode()
    def dumps(self): return sys.told
"""
ENDS = {
    "the end": "sys.told = b'end'",
    "at once": "sys.told = b'once'; os._exit(3)",
    "a fork": """sys.told = b'parent'
if child := os.fork():
    os.waitpid(child, 0)
else:
    sys.told = b'child'
    os._exit(0)""",
    "a sandbox": """from detach_examples.guard.sandbox import Rights, confine
confine(Rights())
sys.told = b'confined'""",
    "nothing of ours": "pass",
}


def _counted(code: str, folder: Path) -> list[bytes]:
    folder.joinpath("coverage.py").write_text(STAND_IN)
    kept = folder / "kept"
    kept.mkdir()
    environ = os.environ | {
        "PYTHONPATH": f"{START}{os.pathsep}{folder}",
        "COVERAGE_FILE": str(kept),
    }
    done = subprocess.run(
        [sys.executable, "-c", f"import os, sys\n{code}"],
        env=environ,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return [*blobs(kept)]


def test_each_process_adds_what_it_ran(tmp_path: Path) -> None:
    told = []
    for name, code in ENDS.items():
        (tmp_path / name).mkdir()
        told.append(_counted(code, tmp_path / name))
    assert told == [[b"end"], [b"once"], [b"child", b"parent"], [b"confined"], []]


MODULE = """def looks():
    return 2

def works():
    return 5
"""
TRACES = """import works
def mine(frame, event, argument):
    works.looks()
    return mine
def step():
    works.works()
assert sys.gettrace() is None
sys.settrace(mine)
assert sys.gettrace() is mine
step()
sys.settrace(None)
assert sys.gettrace() is None
works.unseen = works.works()"""


def test_lines_count_beside_another_tracer_and_inside_of_it(tmp_path: Path) -> None:
    package = tmp_path / "detach_examples"
    package.mkdir()
    (package / "works.py").write_text(MODULE)
    told = _counted(f"sys.path.append({str(package)!r})\n{TRACES}", tmp_path)
    assert told == [b"[[1, 2, 4, 5]]"]


def test_what_was_cut_short_is_left_out(tmp_path: Path) -> None:
    whole = (5).to_bytes(8, "big") + b"whole"
    (tmp_path / "1").write_bytes(whole + whole[:-1])
    (tmp_path / "2").write_bytes(whole)
    assert [*blobs(tmp_path)] == [b"whole", b"whole"]
