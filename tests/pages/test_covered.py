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
    subprocess.run([sys.executable, "-c", f"import os, sys\n{code}"], env=environ)
    return [*blobs(kept)]


def test_each_process_adds_what_it_ran(tmp_path: Path) -> None:
    told = []
    for name, code in ENDS.items():
        (tmp_path / name).mkdir()
        told.append(_counted(code, tmp_path / name))
    assert told == [[b"end"], [b"once"], [b"child", b"parent"], []]


def test_what_was_cut_short_is_left_out(tmp_path: Path) -> None:
    whole = (5).to_bytes(8, "big") + b"whole"
    (tmp_path / "1").write_bytes(whole + whole[:-1])
    (tmp_path / "2").write_bytes(whole)
    assert [*blobs(tmp_path)] == [b"whole", b"whole"]
