"""How much memory is in use, and how much may be."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from detach_examples.guard import memory

HOLDS = "held = b'1' * (300 << 20); print(len(held) >> 20, flush=True); input()"


@pytest.mark.parametrize(
    ("text", "mib"), [(None, 4096), ("", 4096), ("512", 512), ("100000", 100_000)]
)
def test_a_limit_is_a_number_of_mib(
    text: str | None, mib: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(memory.LIMIT, raising=False)
    if text is not None:
        monkeypatch.setenv(memory.LIMIT, text)
    assert memory.limit() == mib


@pytest.mark.parametrize("text", ["511", "-1", "1e3", "4G", "4096.5", "²"])
def test_what_is_no_limit_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(memory.LIMIT, text)
    with pytest.raises(ValueError, match="is no number of MiB from 512 on"):
        memory.limit()


def test_what_a_process_holds_is_counted_with_all_below_it() -> None:
    before = memory.used(os.getpid())
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"300\n"
    assert memory.used(child.pid) >= 300
    assert memory.used(os.getpid()) >= before + 250
    child.communicate(b"\n")
    assert memory.used(child.pid) == 0
