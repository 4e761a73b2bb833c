from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from waiting import read_until, running


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
    with running([*command, "serve", "--port", "0"], cwd=project) as started:
        yield started


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


def test_a_saved_page_is_built_again_and_served(
    server: subprocess.Popen[str], project: Path
) -> None:
    told = read_until(server, r"http://127\.0\.0\.1:\d+/")
    url = re.search(r"http://127\.0\.0\.1:\d+/", told)[0]
    assert "A small site" in _get(url)
    page = project / "docs/index.md"
    page.write_text(page.read_text().replace("A small site", "A changed site"))
    read_until(server, r"^Open file:")
    assert "A changed site" in _get(url)


def test_ctrl_c_ends_the_server_in_peace(server: subprocess.Popen[str]) -> None:
    read_until(server, r"Serving http")
    server.send_signal(signal.SIGINT)
    out, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in out
