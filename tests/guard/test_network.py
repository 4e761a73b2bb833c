"""A network of its own: what a process reaches in it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from detach_examples.guard import network

REACHES = """
import os, socket
from detach_examples.guard import network

before = os.stat("/proc/self/ns/net").st_ino if os.path.exists("/proc") else 0
print(network.leave())
print(bool(before) and os.stat("/proc/self/ns/net").st_ino != before)
with socket.create_server(("127.0.0.1", 0)) as server:
    with socket.create_connection(server.getsockname()):
        print("reaches itself")
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    try:
        # A documentation address: whatever is sent there is lost on the way.
        sender.sendto(b"secret", ("192.0.2.1", 9))
    except OSError as error:
        print(error.strerror)
"""


def test_who_left_the_network_reaches_itself_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", REACHES], capture_output=True, text=True, check=False
    )
    left, other, itself, *refused = done.stdout.splitlines()
    assert left == other
    assert itself == "reaches itself"
    assert left == "False" or refused == ["Network is unreachable"]


def test_where_half_of_it_fails_nothing_changes() -> None:
    told = subprocess.run(
        [sys.executable, "-c", REACHES.replace("print(network", FAILS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.splitlines()[:3] == ["False", "False", "reaches itself"]


FAILS = """
def fails():
    raise PermissionError

network._raise_loopback = fails
print(network"""


def test_another_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not network.leave()
