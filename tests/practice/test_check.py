"""No file of a reader's ends, holds up or drowns the check."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from detach_examples.practice.check import Checked, check
from detach_examples.practice.examine import examine
from detach_examples.practice.exercise import Exercise

NAME = "loss_reaches_the_weight"
Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the reader's file."""

    def write_(source: str | bytes) -> Path:
        file = tmp_path / f"{NAME}.py"
        file.write_bytes(source.encode() if isinstance(source, str) else source)
        return file

    return write_


def run(file: Path, limit: float = 30) -> Checked:
    return check(file, NAME, limit)


def test_a_file_is_checked_in_a_process_of_its_own(write: Write) -> None:
    source = Exercise(NAME).solutions[0].read_text("utf-8")
    found = run(write(f"import os\nprint(os.getpid())\n{source}"))
    assert found.verdict.solved
    assert found.printed.splitlines()[0] != str(os.getpid())


def test_a_helper_beside_the_file_is_found_and_hides_nothing(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "helper.py").write_text("raise KeyError('found')\n")
    (tmp_path / "torch.py").write_text("raise KeyError('hidden')\n")
    found = run(write("import torch\nimport helper\n")).verdict
    assert (found.what, found.line) == ("KeyError: 'found'", 2)


def test_an_endless_loop_that_floods_ends_at_its_limit(write: Write) -> None:
    source = 'n = 0\nwhile True:\n    try:\n        print("\\x1b[2Jflood")\n'
    found = run(write(source + "    except BaseException:\n        pass\n"), 1)
    assert (
        found.verdict.what == "it still ran after 1 s; look for a loop without an end"
    )
    assert 2 <= found.verdict.line <= 6
    *rows, last = found.printed.splitlines()
    assert set(rows) == {"?[2Jflood"}
    assert len(rows) < 20
    assert last.endswith("bytes in all)")


def test_a_clock_that_the_file_stops_is_not_the_only_one(write: Write) -> None:
    source = "import faulthandler\nfaulthandler.cancel_dump_traceback_later()\n"
    found = run(write(f"{source}while True:\n    pass\n"), 0.5)
    assert found.verdict.what.startswith("it still ran")


def test_a_file_that_ends_its_process_is_not_solved(write: Write) -> None:
    found = run(write("import os\nos._exit(0)\n")).verdict
    assert (found.solved, found.line) == (False, 2)
    assert "ends the interpreter" in found.what


def test_a_crash_is_named(write: Write) -> None:
    source = "import os\nos.kill(os.getpid(), 11)\n"
    assert "SIGSEGV" in run(write(source)).verdict.what


def test_what_the_file_started_ends_with_it(write: Write, tmp_path: Path) -> None:
    """A process that still held the pipe would hold up whoever reads it."""
    os.mkfifo(tmp_path / "pipe")
    source = "import subprocess\nsubprocess.Popen(['sh', '-c', 'cat pipe'])\n"
    file = write(f"import os\nos.chdir({str(tmp_path)!r})\n{source}")
    assert "is missing" in run(file).verdict.what
    with pytest.raises(OSError, match="No such device"):  # nobody reads the pipe
        os.open(tmp_path / "pipe", os.O_WRONLY | os.O_NONBLOCK)


@pytest.mark.parametrize(
    ("source", "what", "line"),
    [
        ("x = 1\ndef step(w:\n", "SyntaxError: '(' was never closed", 2),
        ("def step():\nreturn 1\n", "IndentationError: expected an indented block", 2),
        (b"x = 1\n\xff\xfe\n", "SyntaxError: (unicode error)", 2),
        ("x = 1\n\0\n", "Python cannot read the file", 1),
        ("\n1 / 0\n", "ZeroDivisionError: division by zero", 2),
        ("import none_such\n", "ModuleNotFoundError: No module named", 1),
        ("open('none/such')\n", "FileNotFoundError: ", 1),
        ("def step(w, b, x, y):\n  return step(w, b, x, y)\n", "RecursionError", 2),
        ("\ndef step(w):\n    return w\n", "TypeError: step() takes 1", 2),
        ("def step(*all):\n    return None\n", "the loss is NoneType", 1),
        (
            "def step(*all):\n    return all[0]\n",
            "the loss is 3; by hand it is 14.5",
            1,
        ),
        ("step = 5\n", "the function step is missing", 1),
        ("import sys\nsys.exit(0)\n", "the file ends the interpreter", 2),
        ("raise KeyboardInterrupt\n", "KeyboardInterrupt", 1),
        ("exec('1 +')\n", "SyntaxError: invalid syntax", 1),
    ],
)
def test_a_fault_of_python_is_one_line_with_its_place(
    write: Write, source: str | bytes, what: str, line: int
) -> None:
    found = examine(write(source), NAME)
    assert not found.solved
    assert found.what.startswith(what), found
    assert found.line == line
    assert "\n" not in found.what


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    found = examine(tmp_path, NAME)
    assert found.what == "the file cannot be read: Is a directory"
