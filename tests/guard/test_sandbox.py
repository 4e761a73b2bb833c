"""What a process gives up, on a kernel that can hold it to that."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from detach_examples.guard import sandbox

TRIES = """
import json, os, signal, socket, sys
from pathlib import Path
from detach_examples.guard.sandbox import Rights, confine

home, tcp = Path(sys.argv[1]), sys.argv[2] == "tcp"
python = [Path(p) for p in {sys.prefix, sys.base_prefix, *sys.path[1:]}]
held = confine(Rights(
    read=(*python, Path("/usr"), Path("/lib"), Path("/proc"), home / "read"),
    listed=(home,),
    write=(home / "write",),
    rewrite=(home / "one.txt", Path("/dev/null")),
    tcp=tcp,
))

def possible(call):
    try:
        call()
    except PermissionError:
        return False
    return True

print(json.dumps({"held": held} | {name: possible(call) for name, call in {
    "reads what is read": (home / "read/a.txt").read_text,
    "reads elsewhere": (home / "secret/key.txt").read_text,
    "lists elsewhere": lambda: os.listdir(home / "secret"),
    "reads its parent's variables": Path(f"/proc/{os.getppid()}/environ").read_bytes,
    "writes where it may": lambda: (home / "write/new.txt").write_text("new"),
    "writes what it may": lambda: (home / "one.txt").write_text("new"),
    "removes what it may write": (home / "one.txt").unlink,
    "changes what it reads": lambda: (home / "read/a.txt").write_text("changed"),
    "writes beside": lambda: (home / "new.txt").write_text("new"),
    "follows a link out": lambda: (home / "write/out").write_text("new"),
    "signals its parent": lambda: os.kill(os.getppid(), 0),
    "listens": lambda: socket.create_server(("127.0.0.1", 0)).close(),
}.items()}))
"""
#: All that is possible after all, without a sandbox and with one.
MAY = {"reads what is read", "lists elsewhere", "writes where it may"}
MAY |= {"writes what it may"}


def tried(home: Path, tcp: str = "") -> dict[str, Any]:
    """Try all of it in a process that was confined."""
    for name in ("read", "write", "secret"):
        (home / name).mkdir()
    (home / "read/a.txt").write_text("a")
    (home / "secret/key.txt").write_text("key")
    (home / "one.txt").write_text("one")
    (home / "write/out").symlink_to(home / "secret/key.txt")
    done = subprocess.run(
        [sys.executable, "-c", TRIES, str(home), tcp],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("tcp", ["", "tcp"])
def test_a_process_keeps_what_it_was_left_and_nothing_else(
    tcp: str, tmp_path: Path
) -> None:
    told = tried(tmp_path, tcp)
    held = told.pop("held")
    assert ("files" in held) == sandbox.holds()
    if not held:
        del told["reads its parent's variables"]  # root lost that, others not
    may = set(MAY) if held else set(told)
    may |= set() if "signals" in held else {"signals its parent"}
    may |= set() if "tcp" in held else {"listens"}
    assert {name for name, possible in told.items() if possible} == may
    assert (tmp_path / "read/a.txt").read_text() == ("a" if held else "changed")


def test_without_the_binding_nothing_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "landlockpy", None)
    assert not sandbox.holds()
    assert sandbox.confine(sandbox.Rights()) == []


def test_on_another_system_nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not sandbox.holds()
