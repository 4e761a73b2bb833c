"""Processes that are left running: seen, ended, and no longer than their parent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from detach_examples.guard import processes

#: Starts a process that is bound to it, says its number, and waits to be killed.
PARENT = """
import subprocess, sys, threading

child = '''
import os, sys, threading
from detach_examples.guard import processes
processes.bind(int(sys.argv[1]))
print("bound", flush=True)
threading.Event().wait(20)
print("lives on", flush=True)
'''
subprocess.run([sys.executable, "-c", child, str(__import__("os").getpid())])
"""

#: Leaves a process that left its own parent, as a daemon does, and one that ended.
LEAVES = """
import os, subprocess, sys
from detach_examples.guard import processes

processes.bind(os.getppid())
ended = subprocess.Popen(["true"])
middle = "import subprocess as s; print(s.Popen(['sleep', '60'], stdout=s.DEVNULL,"
middle += " stderr=s.DEVNULL, start_new_session=True).pid)"
left = int(subprocess.check_output([sys.executable, "-c", middle]))
os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
print(processes.left() == {left: "sleep"})
processes.end(processes.left())
print(processes.left())
try:
    os.kill(left, 0)
except ProcessLookupError:
    print("ended")
"""


def test_a_bound_process_ends_with_its_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "bound\n"
    parent.kill()
    # The pipe's other end is open for as long as the bound process lives.
    assert parent.stdout.read() == ""
    parent.communicate()


def test_a_process_whose_parent_is_gone_ends_at_once() -> None:
    code = "from detach_examples.guard import processes; processes.bind(-1); print(1)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")


def test_what_was_left_running_is_named_and_ended() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVES], capture_output=True, text=True, check=False
    )
    assert done.stdout.split("\n")[:-1] == ["True", "{}", "ended"], done.stderr


def test_what_python_keeps_for_itself_is_not_left() -> None:
    code = """
import multiprocessing
from multiprocessing import resource_tracker

from detach_examples.guard import processes

if __name__ == "__main__":
    resource_tracker.ensure_running()
    print(processes.below() != set(), processes.left())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stdout == "True {}\n"


def test_a_process_that_is_gone_has_none_below() -> None:
    assert processes.below(2**22 + 1) == set()
    assert os.getpid() in processes.below(os.getppid())


def test_a_process_that_ends_while_it_is_looked_at_has_no_children(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def vanished(*_: object) -> Iterator[Path]:
        raise FileNotFoundError("/proc/2/task")
        yield Path()

    monkeypatch.setattr(Path, "glob", vanished)
    assert processes.below() == set()
