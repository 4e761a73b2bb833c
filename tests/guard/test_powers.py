"""What root may do beyond files, once it was given up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detach_examples.guard import powers

DROPS = """
from detach_examples.guard import powers
powers.drop()
with open("/proc/self/status") as status:
    for row in status:
        if row.startswith(("CapEff", "CapPrm", "CapInh")):
            print(int(row.split()[1], 16) & ~0b11111)
"""


def test_all_but_files_is_given_up_and_cannot_be_taken_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DROPS], capture_output=True, text=True, check=False
    )
    told = done.stdout.split() if Path("/proc/self/status").exists() else ["0"] * 3
    assert told == ["0", "0", "0"], done.stderr


def test_another_system_has_nothing_to_give_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(powers, "ctypes", None)
    powers.drop()
