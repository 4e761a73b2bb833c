from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from detach_examples.guard.faults import Fault
from detach_examples.guard.reach import Reach, declared
from detach_examples.guard.script import Script

Write = Callable[..., Script]


@pytest.fixture(scope="module")
def reach() -> Reach:
    """One hook for all tests here: a hook cannot be removed."""
    return Reach()


def _watch(reach: Reach, script: Script, **names: object) -> list[Fault]:
    """Run a script under watch; refusals are swallowed, as a script may do."""
    reach.begin(script.file, script.path)
    try:
        exec(compile(script.source, str(script.path), "exec"), names)
    except PermissionError:
        pass
    finally:
        found = reach.end()
    return found


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("# uses: loopback\n", {"loopback"}),
        ("x = 1\n# uses: processes, loopback\n", {"processes", "loopback"}),
        ("# uses: processes\n# uses: loopback\n", {"processes", "loopback"}),
        ("x = 1  # uses: loopback\n", set()),
        ("# It uses: loopback\n", set()),
        ("", set()),
    ],
)
def test_a_declaration_is_a_comment_of_its_own(source: str, uses: set[str]) -> None:
    assert declared(source) == uses


REACHES = [
    "socket.socket().connect(('127.0.0.1', 9))",
    "socket.socket().bind(('127.0.0.1', 0))",
    "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))",
    "socket.getaddrinfo('localhost', 80)",
    "socket.gethostbyname('localhost')",
    "socket.gethostbyaddr('127.0.0.1')",
]


# A refused socket is dropped unclosed by the module that tried it.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("code", REACHES)
def test_the_network_is_refused_where_it_is_not_declared(
    code: str, reach: Reach, write: Write
) -> None:
    script = write(f"x = 1\n{code}\n")
    (fault,) = _watch(reach, script, socket=socket)
    assert (fault.file, fault.line) == (script.file, 2)
    assert fault.what.startswith("The script reaches for the network (socket.")
    assert fault.do.endswith("# uses: loopback")


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        (None, True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("::", False),
        ("localhost.example.com", False),
        ("foreign.invalid", False),
    ],
)
def test_a_declared_loopback_reaches_this_machine_alone(
    host: str | None, near: bool, reach: Reach, write: Write
) -> None:
    script = write(f"# uses: loopback\nask({host!r}, 80)\n")
    asked = []

    def ask(*target: object) -> None:
        # The event alone: a name that passes is not looked up.
        sys.audit("socket.getaddrinfo", *target, 0, 0, 0)
        asked.append(target)

    found = _watch(reach, script, ask=ask)
    assert bool(asked) == near
    assert [f.what for f in found] == (
        [] if near else [f"The script reaches for {host!r} (socket.getaddrinfo)."]
    )


def test_a_socket_in_a_folder_is_of_this_machine(reach: Reach, write: Write) -> None:
    script = write("# uses: loopback\naudit('socket.bind', None, '/tmp/queue')\n")
    assert _watch(reach, script, audit=sys.audit) == []


@pytest.mark.parametrize(
    "event", ["os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"]
)
def test_a_process_is_refused_where_it_is_not_declared(
    event: str, reach: Reach, write: Write
) -> None:
    # The event alone: were it not refused, these tests would end or run twice.
    (fault,) = _watch(reach, write(f"\n\naudit({event!r})\n"), audit=sys.audit)
    assert fault.line == 3
    assert fault.what == f"The script starts a process ({event})."
    assert fault.do.endswith("# uses: processes")


def test_a_declared_process_starts(reach: Reach, write: Write) -> None:
    script = write("# uses: processes\nsubprocess.run(['true'], check=True)\n")
    assert _watch(reach, script, subprocess=subprocess) == []


def test_a_refusal_that_is_swallowed_is_kept(reach: Reach, write: Write) -> None:
    code = "try:\n    os.system('true')\nexcept OSError:\n    pass\nprint('on')\n"
    (fault,) = _watch(reach, write(code), os=os)
    assert fault.line == 2


def test_our_own_helpers_may_start_a_process(reach: Reach, write: Write) -> None:
    import torch

    from detach_examples import picture, trace

    with trace() as record:
        x = torch.ones(1)
    script = write("record.draw(x, 'A tensor.')\n")
    assert _watch(reach, script, record=record, x=x) == []
    assert len(picture.take()) == 1


def test_a_scripts_own_call_is_seen_behind_a_helper(
    reach: Reach, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detach_examples import measure

    monkeypatch.setattr(measure, "_book", measure.Book())
    script = write("seconds('a', lambda: os.system('true'))\n")
    (fault,) = _watch(reach, script, seconds=measure.seconds, os=os)
    assert fault.line == 1


def test_nothing_is_watched_between_scripts(reach: Reach, write: Write) -> None:
    names: dict[str, Any] = {"os": os}
    script = write("def later():\n    return os.system('true')\n")
    reach.begin(script.file, script.path)
    exec(compile(script.source, str(script.path), "exec"), names)
    assert reach.end() == []
    assert names["later"]() == 0
