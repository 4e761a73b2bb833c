from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def server(project: Path) -> Iterator[subprocess.Popen[str]]:
    command = [
        sys.executable,
        "-u",
        "-m",
        "detach_examples.site",
        "--root",
        str(project),
    ]
    running = subprocess.Popen(
        [*command, "serve", "--port", "0"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # What a shell starts in the background ignores Ctrl-C, and so its children do.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    # A server that never says what is waited for must not hold the run.
    end = threading.Timer(120, running.kill)
    end.start()
    yield running
    end.cancel()
    running.kill()
    running.communicate()


def _read_until(server: subprocess.Popen[str], pattern: str) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if match := re.search(pattern, line):
            return match[0]
    raise AssertionError(f"the server ended before it said {pattern!r}")


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


def test_a_saved_page_is_built_again_and_served(
    server: subprocess.Popen[str], project: Path
) -> None:
    url = _read_until(server, r"http://127\.0\.0\.1:\d+/")
    assert "A small site" in _get(url)
    page = project / "docs/index.md"
    page.write_text(page.read_text().replace("A small site", "A changed site"))
    _read_until(server, r"^Open file:")
    assert "A changed site" in _get(url)


def test_ctrl_c_ends_the_server_in_peace(server: subprocess.Popen[str]) -> None:
    _read_until(server, r"Serving http")
    server.send_signal(signal.SIGINT)
    out, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in out
